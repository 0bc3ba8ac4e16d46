-- People: walls and rights of the new tables, the audit chain, what is asked and done across tenants.
-- geko_keeper (made by packages/db/src/migrate.ts) has no login; it owns the few functions that write what no login may:
-- the chain's heads, the end of retention, the purge of deleted workspaces.

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['workspace_icons', 'invitations'] LOOP
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
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON audit_heads TO geko_app
  USING (tenant_id = (SELECT context_tenant())) WITH CHECK (tenant_id = (SELECT context_tenant()));
--> statement-breakpoint
CREATE POLICY system_reads ON audit_heads FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  user_avatars, user_totp, recovery_codes, user_identities, one_time_tokens, mail_outbox, workspace_icons TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON invitations TO geko_app;
--> statement-breakpoint
GRANT SELECT ON audit_heads TO geko_app;
--> statement-breakpoint
GRANT SELECT ON invitations, workspace_icons, audit_heads TO geko_system;
--> statement-breakpoint
-- The workspaces a person belongs to show their custom role and its permissions before they are entered.
CREATE POLICY own_roles ON workspace_roles FOR SELECT TO geko_app
  USING (id IN (SELECT m.custom_role_id FROM workspace_members m WHERE m.user_id = (SELECT context_user())));
--> statement-breakpoint
CREATE POLICY own_permissions ON role_permissions FOR SELECT TO geko_app
  USING (role_id IN (SELECT m.custom_role_id FROM workspace_members m WHERE m.user_id = (SELECT context_user())));
--> statement-breakpoint

-- The keeper sees what it keeps.
GRANT USAGE ON SCHEMA public, system TO geko_keeper;
--> statement-breakpoint
GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'audit_heads', 'audit_logs', 'workspaces', 'workspace_members', 'workspace_roles', 'role_permissions',
    'workspace_models', 'workspace_icons', 'invitations', 'conversations', 'messages', 'turns', 'turn_parts'
  ] LOOP
    EXECUTE format('CREATE POLICY keeper_keeps ON %I TO geko_keeper USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON audit_heads TO geko_keeper;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON audit_logs TO geko_keeper;
--> statement-breakpoint
GRANT SELECT ON system_config TO geko_keeper;
--> statement-breakpoint
GRANT SELECT, DELETE ON
  workspace_members, workspace_roles, role_permissions, workspace_models, workspace_icons, invitations,
  conversations, messages, turns, turn_parts TO geko_keeper;
--> statement-breakpoint
GRANT SELECT, UPDATE ON workspaces TO geko_keeper;
--> statement-breakpoint

-- The audit chain. Each line hashes its own fields after the hash of the line before; a field is written as
-- "<bytes>:<text>", an absent one as "-", so that no two lines can read alike (packages/domain/src/audit-chain.ts
-- computes the same).
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN coalesce(octet_length(convert_to(value, 'UTF8'))::text || ':' || value, '-');
--> statement-breakpoint
CREATE FUNCTION audit_hash(line audit_logs, previous text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN encode(sha256(convert_to(
    audit_field(previous) || audit_field(line.tenant_id::text) || audit_field(line.workspace_id::text)
    || audit_field(line.seq::text) || audit_field(line.id::text) || audit_field(line.actor_id::text)
    || audit_field(line.action) || audit_field(line.object_kind) || audit_field(line.object_id)
    || audit_field(line.before) || audit_field(line.after) || audit_field(line.address)
    || audit_field(line.user_agent) || audit_field(line.request_id)
    || audit_field(floor(extract(epoch FROM line.created_at) * 1000)::bigint::text), 'UTF8')), 'hex');
--> statement-breakpoint

-- Free of content: ids, names of roles and plans, flags, names of fields. What people write has blanks and signs.
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_content_free CHECK (
  object_id ~ '^[a-z0-9_:.,-]*$' AND length(object_id) <= 2000
  AND coalesce(before, '') ~ '^[a-z0-9_:.,-]*$' AND length(coalesce(before, '')) <= 2000
  AND coalesce(after, '') ~ '^[a-z0-9_:.,-]*$' AND length(coalesce(after, '')) <= 2000);
--> statement-breakpoint

-- Lines that are there already are chained in the order of their time.
ALTER TABLE audit_logs DISABLE TRIGGER append_only, NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_heads NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DO $$
DECLARE
  line audit_logs;
  head audit_heads;
BEGIN
  FOR line IN SELECT * FROM audit_logs ORDER BY tenant_id, created_at, id LOOP
    INSERT INTO audit_heads (tenant_id) VALUES (line.tenant_id) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_heads WHERE tenant_id = line.tenant_id;
    line.seq := head.last_seq + 1;
    line.hash := audit_hash(line, head.last_hash);
    UPDATE audit_logs SET seq = line.seq, hash = line.hash
      WHERE tenant_id = line.tenant_id AND workspace_id = line.workspace_id AND id = line.id;
    UPDATE audit_heads SET last_seq = line.seq, last_hash = line.hash WHERE tenant_id = line.tenant_id;
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE audit_logs ENABLE TRIGGER append_only, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_logs ADD CONSTRAINT audit_logs_chain UNIQUE (tenant_id, seq);
--> statement-breakpoint
CREATE FUNCTION system.chain_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_heads;
BEGIN
  INSERT INTO audit_heads (tenant_id) VALUES (NEW.tenant_id) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  -- ON CONFLICT DO NOTHING would drop the line after it had moved the head.
  IF EXISTS (SELECT FROM audit_logs a
      WHERE a.tenant_id = NEW.tenant_id AND a.workspace_id = NEW.workspace_id AND a.id = NEW.id) THEN
    RAISE EXCEPTION 'audit line % exists', NEW.id USING ERRCODE = 'unique_violation';
  END IF;
  NEW.seq := head.last_seq + 1;
  -- As fine as what is hashed.
  NEW.created_at := date_trunc('milliseconds', NEW.created_at);
  NEW.hash := audit_hash(NEW, head.last_hash);
  UPDATE audit_heads SET last_seq = NEW.seq, last_hash = NEW.hash WHERE tenant_id = NEW.tenant_id;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER chain_audit BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION system.chain_audit();
--> statement-breakpoint

-- Retention: the oldest lines of a tenant go, as one run from the chain's beginning; what stays is still a chain.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'audit_logs' AND TG_OP = 'DELETE' AND current_user = 'geko_keeper' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
-- Deletes at most so many of the lines of one tenant that are old enough; returns how many, 0 = there are none.
-- How old is the setting audit.retention_days (730 without one, 30 at least): read here, since the application,
-- which calls this, cannot write it, and so can never shorten what is kept. What went is a line of the chain too, in
-- the workspace of the newest line that went: object = the place of that line, after = its hash.
CREATE FUNCTION system.expire_audit(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  days integer := coalesce(
    (SELECT least(greatest((c.value #>> '{}')::numeric, 30), 36500)::integer FROM system_config c
      WHERE c.key = 'audit.retention_days' AND jsonb_typeof(c.value) = 'number'),
    730);
  before_at timestamptz := now() - make_interval(days => days);
  head audit_heads;
  last audit_logs;
  gone integer;
BEGIN
  IF most < 1 THEN
    RAISE EXCEPTION 'one line at least' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT h.* INTO head FROM audit_heads h
    WHERE EXISTS (SELECT FROM audit_logs a
      WHERE a.tenant_id = h.tenant_id AND a.seq = h.expired_seq + 1 AND a.created_at < before_at)
    ORDER BY h.tenant_id LIMIT 1 FOR UPDATE;
  IF head IS NULL THEN
    RETURN 0;
  END IF;
  SELECT * INTO last FROM audit_logs a
    WHERE a.tenant_id = head.tenant_id AND a.seq <= head.expired_seq + most
      AND a.seq < coalesce(
        (SELECT min(k.seq) FROM audit_logs k
          WHERE k.tenant_id = head.tenant_id AND k.seq <= head.expired_seq + most AND k.created_at >= before_at),
        head.expired_seq + most + 1)
    ORDER BY a.seq DESC LIMIT 1;
  UPDATE audit_heads SET expired_seq = last.seq, expired_hash = last.hash WHERE tenant_id = head.tenant_id;
  DELETE FROM audit_logs WHERE tenant_id = head.tenant_id AND seq <= last.seq;
  GET DIAGNOSTICS gone = ROW_COUNT;
  INSERT INTO audit_logs
    (tenant_id, workspace_id, id, actor_id, action, object_kind, object_id, after, request_id, created_at)
    VALUES (last.tenant_id, last.workspace_id, gen_random_uuid(), '00000000-0000-0000-0000-000000000000',
      'audit.expire', 'audit', last.seq::text, last.hash, 'retention', now());
  RETURN gone;
END $$;
--> statement-breakpoint

-- Deletes for good what a workspace held, 30 days after it was deleted; books, usage and audit stay.
CREATE FUNCTION system.purge_workspace(workspace uuid) RETURNS boolean
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
  DELETE FROM workspace_members WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM role_permissions WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_roles WHERE tenant_id = tenant AND workspace_id = workspace;
  RETURN true;
END $$;
--> statement-breakpoint

-- Deletes invitations that ended 30 days ago, however they did. Returns how many.
CREATE FUNCTION system.delete_ended_invitations() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
  DELETE FROM invitations WHERE least(accepted_at, revoked_at, expires_at) <= now() - interval '30 days';
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
--> statement-breakpoint

-- Asked across tenants.
CREATE FUNCTION system.find_invitation(token text)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid, tenant_name text, workspace_name text, email text,
               role text, role_name text, invited_by uuid, expires_at timestamptz, is_open boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.tenant_id, i.workspace_id, i.id, t.name, w.name, i.email, i.role, r.name, i.invited_by, i.expires_at,
    i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
  FROM invitations i
  JOIN workspaces w ON w.tenant_id = i.tenant_id AND w.id = i.workspace_id AND w.deleted_at IS NULL
  JOIN tenants t ON t.id = i.tenant_id
  LEFT JOIN workspace_roles r
    ON r.tenant_id = i.tenant_id AND r.workspace_id = i.workspace_id AND r.id = i.custom_role_id
  WHERE i.token_hash = token
$$;
--> statement-breakpoint
CREATE FUNCTION system.share_workspace(one uuid, other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM workspace_members a
    JOIN workspace_members b ON b.tenant_id = a.tenant_id AND b.workspace_id = a.workspace_id
    JOIN workspaces w ON w.tenant_id = a.tenant_id AND w.id = a.workspace_id AND w.deleted_at IS NULL
    WHERE a.user_id = one AND b.user_id = other)
$$;
--> statement-breakpoint
CREATE FUNCTION system.workspaces_to_purge(most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.tenant_id, w.id FROM workspaces w
  WHERE w.deleted_at <= now() - interval '30 days' AND w.purged_at IS NULL
  ORDER BY w.deleted_at LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE
  f record;
  keeper text[] := ARRAY['chain_audit', 'expire_audit', 'purge_workspace', 'delete_ended_invitations'];
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure AS name, p.proname = ANY (keeper) AS is_keepers,
      p.prorettype = 'trigger'::regtype AS is_trigger
    FROM pg_proc p
    WHERE p.pronamespace = 'system'::regnamespace
      AND p.proname = ANY (keeper || ARRAY['find_invitation', 'share_workspace', 'workspaces_to_purge'])
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.name);
    -- As a trigger of a table of the application's own, chain_audit would move heads and leave no line.
    IF NOT f.is_trigger THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f.name);
    END IF;
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', f.name,
      CASE WHEN f.is_keepers THEN 'geko_keeper' ELSE 'geko_system' END);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
--> statement-breakpoint

-- Entering a workspace tells the role's permissions as well: null = those of a role that ships with Geko.
DROP FUNCTION enter_workspace(uuid, uuid);
--> statement-breakpoint
-- keeps_role: the caller's row in the team stays as it is until the transaction ends. Whoever changes or takes what members
-- may do locks their rows, so it waits for what they just began, and then sees it (packages/services/src/members).
CREATE FUNCTION enter_workspace(caller uuid, workspace uuid, keeps_role boolean DEFAULT false)
RETURNS TABLE (tenant_id uuid, role text, custom_role_id uuid, role_name text, permissions text[], plan_id text,
               time_zone text, name text, icon_id uuid, created_at timestamptz)
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
    SELECT w.tenant_id, m.role, m.custom_role_id, r.name,
      CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
        SELECT p.permission FROM role_permissions p
        WHERE p.tenant_id = tenant AND p.workspace_id = workspace AND p.role_id = m.custom_role_id) END,
      s.plan_id, w.time_zone, w.name, w.icon_id, w.created_at
    FROM workspaces w
    JOIN workspace_members m ON m.tenant_id = w.tenant_id AND m.workspace_id = w.id AND m.user_id = caller
    JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
    LEFT JOIN workspace_roles r
      ON r.tenant_id = m.tenant_id AND r.workspace_id = m.workspace_id AND r.id = m.custom_role_id
    WHERE w.tenant_id = tenant AND w.id = workspace AND w.deleted_at IS NULL;
END $$;
