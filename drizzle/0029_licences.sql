CREATE TABLE "licence_devices" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"licence_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"activated_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "licence_devices_tenant_id_workspace_id_licence_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","licence_id","id")
);
--> statement-breakpoint
CREATE TABLE "licences" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"tier" text NOT NULL,
	"holder_email" text NOT NULL,
	"status" text NOT NULL,
	"source" text NOT NULL,
	"sale_id" text,
	"sale_checked_at" timestamp with time zone,
	CONSTRAINT "licences_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "licences_sale_told" CHECK (("licences"."source" = 'operator') = ("licences"."sale_id" is null) and ("licences"."sale_id" is null) = ("licences"."sale_checked_at" is null))
);
--> statement-breakpoint
CREATE TABLE "sale_events" (
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"outcome" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sale_events_source_event_id_pk" PRIMARY KEY("source","event_id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "is_licence" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "licence_devices" ADD CONSTRAINT "licence_devices_tenant_id_workspace_id_licence_id_licences_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","licence_id") REFERENCES "public"."licences"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licences" ADD CONSTRAINT "licences_tenant_id_workspace_id_id_api_keys_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","id") REFERENCES "public"."api_keys"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "licences_sale" ON "licences" USING btree ("source","sale_id");--> statement-breakpoint

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['licences', 'licence_devices'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY workspace_wall ON %I TO geko_app
         USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
         WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))',
      name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
    EXECUTE format('CREATE POLICY keeper_keeps ON %I TO geko_keeper USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON licences TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON licence_devices TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (outcome, received_at) ON sale_events TO geko_app;
--> statement-breakpoint
GRANT SELECT ON licences, licence_devices TO geko_system;
--> statement-breakpoint
GRANT SELECT (tenant_id, workspace_id), DELETE ON licences, licence_devices TO geko_keeper;
--> statement-breakpoint

-- The licence whose key somebody shows, by the hash of all of it, also one that may not be used; and whether the device that
-- comes along (null = none) holds a seat of it.
CREATE FUNCTION system.find_licence(hash text, device text) RETURNS TABLE (id uuid, tenant_id uuid, workspace_id uuid,
  user_id uuid, tier text, status text, expires_at timestamptz, sale_checked_at timestamptz, is_seated boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l.tenant_id, l.workspace_id, k.user_id, l.tier, l.status, k.expires_at, l.sale_checked_at,
    EXISTS (SELECT FROM licence_devices d WHERE d.tenant_id = l.tenant_id AND d.workspace_id = l.workspace_id
      AND d.licence_id = l.id AND d.id = device)
  FROM api_keys k
    JOIN licences l ON l.tenant_id = k.tenant_id AND l.workspace_id = k.workspace_id AND l.id = k.id
    JOIN workspaces w ON w.tenant_id = k.tenant_id AND w.id = k.workspace_id AND w.deleted_at IS NULL
  WHERE k.key_hash = hash
$$;
--> statement-breakpoint

-- The licence that a shop's sale made, wherever it is.
CREATE FUNCTION system.licence_of_sale(shop text, sale text) RETURNS TABLE (id uuid, tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l.tenant_id, l.workspace_id FROM licences l WHERE l.source = shop AND l.sale_id = sale
$$;
--> statement-breakpoint

-- Sales whose shop was last asked before a moment, the longest ago first; not of licences that are revoked.
CREATE FUNCTION system.sales_to_confirm(before_at timestamptz, most integer) RETURNS TABLE (shop text, sale text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.source, l.sale_id FROM licences l
  WHERE l.sale_checked_at < before_at AND l.status <> 'revoked' ORDER BY l.sale_checked_at LIMIT most
$$;
--> statement-breakpoint

-- The workspace that somebody has owned longest.
CREATE FUNCTION system.owned_workspace(person uuid) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.tenant_id, w.id FROM workspace_members m
    JOIN workspaces w ON w.tenant_id = m.tenant_id AND w.id = m.workspace_id AND w.deleted_at IS NULL
  WHERE m.user_id = person AND m.role = 'owner' ORDER BY w.created_at, w.id LIMIT 1
$$;
--> statement-breakpoint

-- Every licence of the installation, newest first, with what was used of it in the running month of its workspace.
-- meters: what each tier counts, by tier.
CREATE FUNCTION system.list_licences(meters jsonb, at timestamptz, before_at timestamptz, before_id uuid, most integer)
RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, time_zone text, tier text, holder_email text, status text,
  source text, sale_id text, sale_checked_at timestamptz, last_four text, created_at timestamptz, expires_at timestamptz,
  last_used_at timestamptz, devices integer, used bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l.workspace_id, w.name, w.time_zone, l.tier, l.holder_email, l.status, l.source, l.sale_id, l.sale_checked_at,
    k.last_four, k.created_at, k.expires_at, k.last_used_at,
    (SELECT count(*)::integer FROM licence_devices d
      WHERE d.tenant_id = l.tenant_id AND d.workspace_id = l.workspace_id AND d.licence_id = l.id),
    coalesce((SELECT q.used FROM quotas q
      WHERE q.tenant_id = l.tenant_id AND q.workspace_id = l.workspace_id AND q.subject = 'key:' || l.id
        AND q.meter = meters->>l.tier AND q.period = 'month'
        AND q.period_start = date_trunc('month', at AT TIME ZONE w.time_zone) AT TIME ZONE w.time_zone), 0)
  FROM licences l
    JOIN api_keys k ON k.tenant_id = l.tenant_id AND k.workspace_id = l.workspace_id AND k.id = l.id
    JOIN workspaces w ON w.tenant_id = l.tenant_id AND w.id = l.workspace_id
  WHERE before_at IS NULL OR (k.created_at, l.id) < (before_at, before_id)
  ORDER BY k.created_at DESC, l.id DESC LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('find_licence', 'licence_of_sale', 'sales_to_confirm', 'owned_workspace', 'list_licences') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
--> statement-breakpoint

GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION system.purge_workspace(workspace uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE tenant uuid;
BEGIN
  UPDATE workspaces w SET purged_at = now(), name = 'Deleted workspace', icon_id = NULL
    WHERE w.id = workspace AND w.deleted_at <= now() - interval '30 days' AND w.purged_at IS NULL
    RETURNING w.tenant_id INTO tenant;
  IF tenant IS NULL THEN
    RETURN false;
  END IF;
  DELETE FROM turn_parts WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM turns WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM messages WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM conversations WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_models WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_icons WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM invitations WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM limit_requests WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM limits WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM idempotent_requests WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM licence_devices WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM licences WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM api_keys WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM notices WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM notice_reads WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_members WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM role_permissions WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_roles WHERE tenant_id = tenant AND workspace_id = workspace;
  RETURN true;
END $$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
