CREATE TABLE "workspace_devices" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"platform" text NOT NULL,
	"version" text NOT NULL,
	"models" jsonb NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workspace_devices_tenant_id_workspace_id_user_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","user_id","id")
);
--> statement-breakpoint
CREATE TABLE "workspace_wanted_models" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"model_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workspace_wanted_models_tenant_id_workspace_id_model_id_pk" PRIMARY KEY("tenant_id","workspace_id","model_id")
);
--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "has_local_models" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "workspace_devices" ADD CONSTRAINT "workspace_devices_tenant_id_workspace_id_user_id_workspace_members_tenant_id_workspace_id_user_id_fk" FOREIGN KEY ("tenant_id","workspace_id","user_id") REFERENCES "public"."workspace_members"("tenant_id","workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_wanted_models" ADD CONSTRAINT "workspace_wanted_models_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['workspace_devices', 'workspace_wanted_models'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY workspace_wall ON %I TO geko_app
      USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
      WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))', name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
  END LOOP;
  CREATE POLICY keeper_keeps ON workspace_wanted_models TO geko_keeper USING (true) WITH CHECK (true);
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON workspace_devices TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON workspace_wanted_models TO geko_app;
--> statement-breakpoint
GRANT SELECT ON workspace_devices, workspace_wanted_models TO geko_system;
--> statement-breakpoint
GRANT SELECT (tenant_id, workspace_id), DELETE ON workspace_wanted_models TO geko_keeper;
--> statement-breakpoint

-- As it was, and whether the workspace allows local models.
CREATE OR REPLACE VIEW member_entries WITH (security_invoker = true) AS
  SELECT w.tenant_id, w.id AS workspace_id, m.user_id, m.role, m.custom_role_id, r.name AS role_name,
    CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
      SELECT p.permission FROM role_permissions p
      WHERE p.tenant_id = m.tenant_id AND p.workspace_id = m.workspace_id AND p.role_id = m.custom_role_id) END AS permissions,
    s.plan_id, o.plan, w.time_zone, w.name, w.icon_id, w.created_at, w.has_local_models
  FROM workspaces w
    JOIN workspace_members m ON m.tenant_id = w.tenant_id AND m.workspace_id = w.id
    JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
    LEFT JOIN plan_overrides o ON o.plan_id = s.plan_id
    LEFT JOIN workspace_roles r
      ON r.tenant_id = m.tenant_id AND r.workspace_id = m.workspace_id AND r.id = m.custom_role_id
  WHERE w.deleted_at IS NULL;
--> statement-breakpoint
DROP FUNCTION enter_workspace(uuid, uuid, boolean);
--> statement-breakpoint
-- As it was, by the view.
CREATE FUNCTION enter_workspace(caller uuid, workspace uuid, keeps_role boolean DEFAULT false)
RETURNS TABLE (tenant_id uuid, role text, custom_role_id uuid, role_name text, permissions text[], plan_id text, plan jsonb,
               time_zone text, name text, icon_id uuid, created_at timestamptz, has_local_models boolean)
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid;
BEGIN
  PERFORM set_config('app.user_id', caller::text, true);
  SELECT m.tenant_id INTO tenant FROM workspace_members m
    WHERE m.user_id = caller AND m.workspace_id = workspace;
  IF tenant IS NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('app.tenant_id', tenant::text, true), set_config('app.workspace_id', workspace::text, true);
  IF keeps_role THEN
    PERFORM FROM workspace_members m WHERE m.tenant_id = tenant AND m.workspace_id = workspace AND m.user_id = caller
      FOR SHARE;
  END IF;
  RETURN QUERY
    SELECT e.tenant_id, e.role, e.custom_role_id, e.role_name, e.permissions, e.plan_id, e.plan, e.time_zone, e.name,
      e.icon_id, e.created_at, e.has_local_models
    FROM member_entries e WHERE e.tenant_id = tenant AND e.workspace_id = workspace AND e.user_id = caller;
END $$;
--> statement-breakpoint

-- Open pages hear of what a workspace says of local models, and of what its machines tell.
CREATE FUNCTION tell_local_switch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('geko_changes', jsonb_build_object('what', 'local', 'workspaceId', NEW.id)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell_local_switch AFTER UPDATE ON workspaces FOR EACH ROW
  WHEN (OLD.has_local_models <> NEW.has_local_models) EXECUTE FUNCTION tell_local_switch();
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR DELETE ON workspace_wanted_models FOR EACH ROW
  EXECUTE FUNCTION tell_change('local', 'workspace');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON workspace_devices FOR EACH ROW
  EXECUTE FUNCTION tell_change('devices', 'workspace');
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
  DELETE FROM workspace_wanted_models WHERE tenant_id = tenant AND workspace_id = workspace;
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
--> statement-breakpoint

SET LOCAL ROLE geko_system;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION system.tenant_used(meter text, since timestamptz, until timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(CASE meter
      WHEN 'tokens' THEN coalesce(c.metered_tokens, u.metered_tokens)
      WHEN 'charge' THEN coalesce(c.charge_nano, u.charge_nano)
      -- A call that gave nothing is not counted, unless the caller ended it themselves (finish-turn.ts).
      WHEN 'requests' THEN CASE WHEN u.outcome IN ('failed', 'interrupted') AND u.metered_tokens = 0 THEN 0 ELSE 1 END
    END), 0)::bigint
  FROM token_usage u
  LEFT JOIN LATERAL (
    SELECT k.metered_tokens, k.charge_nano FROM usage_corrections k
    WHERE k.tenant_id = u.tenant_id AND k.workspace_id = u.workspace_id AND k.usage_id = u.id
    ORDER BY k.seq DESC LIMIT 1
  ) c ON true
  WHERE u.tenant_id = (SELECT context_tenant()) AND u.created_at >= since AND u.created_at < until
    -- What people's own machines have answered is on no counter.
    AND u.provider <> 'device'
$$;
--> statement-breakpoint
RESET ROLE;
