CREATE TABLE "idempotent_requests" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"api_key_id" uuid,
	"endpoint" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" text NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"answer_status" integer,
	"answer_type" text,
	"answer_body" "bytea",
	CONSTRAINT "idempotent_requests_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "idempotent_requests_key" UNIQUE NULLS NOT DISTINCT("tenant_id","workspace_id","user_id","api_key_id","endpoint","key")
);
--> statement-breakpoint
ALTER TABLE "idempotent_requests" ADD CONSTRAINT "idempotent_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_requests" ADD CONSTRAINT "idempotent_requests_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_requests" ADD CONSTRAINT "idempotent_requests_tenant_id_workspace_id_api_key_id_api_keys_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","api_key_id") REFERENCES "public"."api_keys"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotent_requests_age" ON "idempotent_requests" USING btree ("created_at");--> statement-breakpoint

-- Answers are content: behind the wall of their workspace, and there for nobody but the caller.
ALTER TABLE idempotent_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY workspace_wall ON idempotent_requests TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY own_requests ON idempotent_requests AS RESTRICTIVE FOR SELECT TO geko_app
  USING (user_id = (SELECT context_user()));
--> statement-breakpoint
CREATE POLICY system_reads ON idempotent_requests FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
CREATE POLICY keeper_keeps ON idempotent_requests TO geko_keeper USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_requests TO geko_app;
--> statement-breakpoint
GRANT SELECT ON idempotent_requests TO geko_system;
--> statement-breakpoint
GRANT SELECT (tenant_id, workspace_id, created_at), DELETE ON idempotent_requests TO geko_keeper;
--> statement-breakpoint

GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
CREATE FUNCTION system.delete_old_idempotent_requests() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  DELETE FROM idempotent_requests r WHERE r.created_at < now() - interval '24 hours';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.delete_old_idempotent_requests() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.delete_old_idempotent_requests() TO geko_app;
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
