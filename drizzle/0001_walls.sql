-- Row-level security, and who may do what to which table.
-- geko_app: the application's login; owns nothing, sees only what its context names.
-- geko_system: no login; owns the few functions that must look across tenants.
-- Both are made by packages/db/src/migrate.ts, since a role belongs to the whole server.

-- The context that a transaction carries; null when unset (a reset setting reads as '').
CREATE FUNCTION context_tenant() RETURNS uuid LANGUAGE sql STABLE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;
--> statement-breakpoint
CREATE FUNCTION context_workspace() RETURNS uuid LANGUAGE sql STABLE
  RETURN nullif(current_setting('app.workspace_id', true), '')::uuid;
--> statement-breakpoint
CREATE FUNCTION context_user() RETURNS uuid LANGUAGE sql STABLE
  RETURN nullif(current_setting('app.user_id', true), '')::uuid;
--> statement-breakpoint

-- Everything a workspace owns: seen and written only from inside that workspace.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'workspace_members', 'workspace_roles', 'role_permissions', 'workspace_subscriptions',
    'workspace_models', 'conversations', 'messages', 'turns', 'turn_parts', 'quotas', 'holds',
    'token_usage', 'ledger_journals', 'ledger_entries', 'audit_logs'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY workspace_wall ON %I TO geko_app
         USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
         WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))',
      name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON tenants TO geko_app
  USING (id = (SELECT context_tenant())) WITH CHECK (id = (SELECT context_tenant()));
--> statement-breakpoint
CREATE POLICY system_reads ON tenants FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
CREATE POLICY workspace_wall ON workspaces TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY system_reads ON workspaces FOR SELECT TO geko_system USING (true);
--> statement-breakpoint

-- A person sees the names and plans of the workspaces they belong to, before entering one.
CREATE POLICY own_memberships ON workspace_members FOR SELECT TO geko_app
  USING (user_id = (SELECT context_user()));
--> statement-breakpoint
CREATE POLICY own_workspaces ON workspaces FOR SELECT TO geko_app
  USING (id IN (SELECT m.workspace_id FROM workspace_members m WHERE m.user_id = (SELECT context_user())));
--> statement-breakpoint
CREATE POLICY own_tenants ON tenants FOR SELECT TO geko_app
  USING (id IN (SELECT m.tenant_id FROM workspace_members m WHERE m.user_id = (SELECT context_user())));
--> statement-breakpoint
CREATE POLICY own_subscriptions ON workspace_subscriptions FOR SELECT TO geko_app
  USING (workspace_id IN (SELECT m.workspace_id FROM workspace_members m WHERE m.user_id = (SELECT context_user())));
--> statement-breakpoint

-- Privileges: what is append-only has no UPDATE and no DELETE to give.
GRANT USAGE ON SCHEMA public TO geko_app, geko_system;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON
  tenants, workspaces, workspace_subscriptions, workspace_models, users, conversations, messages, turns,
  quotas, holds, heartbeats TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  workspace_members, workspace_roles, role_permissions, sessions, rate_limits TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON turn_parts, token_usage, ledger_journals, ledger_entries, audit_logs TO geko_app;
--> statement-breakpoint
GRANT SELECT ON model_catalog, model_prices, system_config TO geko_app;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO geko_system;
--> statement-breakpoint
REVOKE ALL ON users, sessions FROM geko_system;
