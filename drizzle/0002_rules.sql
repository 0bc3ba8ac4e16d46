-- Rules that the database itself keeps: append-only books, journals that sum to zero, holds that
-- are taken in one atomic step, and the few questions that are asked across tenants.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['token_usage', 'ledger_journals', 'ledger_entries', 'audit_logs', 'model_prices'] LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
         FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION check_journal_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- DISTINCT FROM: a journal which this transaction can no longer see (it went on to another workspace)
  -- sums to null, and must not pass unchecked.
  IF (SELECT sum(amount_nano) FROM ledger_entries
      WHERE tenant_id = NEW.tenant_id AND workspace_id = NEW.workspace_id AND journal_id = NEW.journal_id)
      IS DISTINCT FROM 0 THEN
    RAISE EXCEPTION 'journal % does not sum to zero', NEW.journal_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER journal_sums_to_zero AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_journal_balance();
--> statement-breakpoint
ALTER TABLE quotas ADD CONSTRAINT quotas_not_negative CHECK (used >= 0 AND held >= 0);
--> statement-breakpoint
ALTER TABLE model_prices ADD CONSTRAINT model_prices_not_negative CHECK (
  input_nano >= 0 AND output_nano >= 0 AND coalesce(cached_input_nano, 0) >= 0
  AND coalesce(cache_write_nano, 0) >= 0 AND coalesce(reasoning_nano, 0) >= 0);
--> statement-breakpoint

-- Takes a hold on every limit at once, or on none.
-- limits: [{ subject, meter, periodStart, cap (null = counted, never blocks), fixed, perOutput }].
-- Counter rows are locked in one fixed order, then read, then changed, in this one call; so no two
-- calls can spend the same allowance. The output is clamped to what every limit can still pay.
-- Returns { maxOutputTokens (null = refused), counters: [{ subject, meter, used, held }] }, the
-- counters as they were before.
CREATE FUNCTION take_hold(limits jsonb, desired_output bigint, min_output bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  item record;
  remaining bigint;
  output bigint := desired_output;
  refused boolean := false;
  counters jsonb := '[]';
BEGIN
  INSERT INTO quotas (tenant_id, workspace_id, subject, meter, period_start)
    SELECT context_tenant(), context_workspace(), l.subject, l.meter, l."periodStart"
    FROM jsonb_to_recordset(limits) AS l(subject text, meter text, "periodStart" timestamptz)
    ORDER BY 3, 4, 5
    ON CONFLICT DO NOTHING;
  FOR item IN
    SELECT q.subject, q.meter, q.used, q.held, l.cap, l.fixed, l."perOutput" AS per_output
    FROM quotas q
    JOIN jsonb_to_recordset(limits) AS l(
      subject text, meter text, "periodStart" timestamptz, cap bigint, fixed bigint, "perOutput" bigint)
      ON q.subject = l.subject AND q.meter = l.meter AND q.period_start = l."periodStart"
    WHERE q.tenant_id = context_tenant() AND q.workspace_id = context_workspace()
    ORDER BY q.subject, q.meter, q.period_start
    FOR UPDATE OF q
  LOOP
    counters := counters || jsonb_build_object(
      'subject', item.subject, 'meter', item.meter, 'used', item.used::text, 'held', item.held::text);
    IF item.cap IS NOT NULL THEN
      remaining := item.cap - item.used - item.held - item.fixed;
      IF remaining < 0 THEN
        refused := true;
      ELSIF item.per_output > 0 THEN
        output := least(output, remaining / item.per_output);
      END IF;
    END IF;
  END LOOP;
  IF refused OR output < min_output THEN
    RETURN jsonb_build_object('maxOutputTokens', NULL, 'counters', counters);
  END IF;
  UPDATE quotas q SET held = q.held + l.fixed + l."perOutput" * output
    FROM jsonb_to_recordset(limits) AS l(
      subject text, meter text, "periodStart" timestamptz, fixed bigint, "perOutput" bigint)
    WHERE q.tenant_id = context_tenant() AND q.workspace_id = context_workspace()
      AND q.subject = l.subject AND q.meter = l.meter AND q.period_start = l."periodStart";
  RETURN jsonb_build_object('maxOutputTokens', output, 'counters', counters);
END $$;
--> statement-breakpoint

-- Enters a workspace: sets the transaction's context and tells who the caller is there, in one round
-- trip. No row = not a member, or no such workspace, which look alike.
CREATE FUNCTION enter_workspace(caller uuid, workspace uuid)
RETURNS TABLE (tenant_id uuid, role text, plan_id text, time_zone text, name text, created_at timestamptz)
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
  RETURN QUERY
    SELECT w.tenant_id, m.role, s.plan_id, w.time_zone, w.name, w.created_at
    FROM workspaces w
    JOIN workspace_members m ON m.tenant_id = w.tenant_id AND m.workspace_id = w.id AND m.user_id = caller
    JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
    WHERE w.tenant_id = tenant AND w.id = workspace AND w.deleted_at IS NULL;
END $$;
--> statement-breakpoint

-- Questions across tenants: each a function owned by geko_system that returns no content.
CREATE SCHEMA system;
--> statement-breakpoint
GRANT USAGE ON SCHEMA system TO geko_app, geko_system;
--> statement-breakpoint
GRANT CREATE ON SCHEMA system TO geko_system;
--> statement-breakpoint
CREATE FUNCTION system.expired_leases(most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, turn_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.tenant_id, h.workspace_id, h.id FROM holds h
  WHERE h.status = 'held' AND h.lease_until < now() ORDER BY h.lease_until LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION system.tenant_of(workspace uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.tenant_id FROM workspaces w WHERE w.id = workspace AND w.deleted_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION system.overview(since timestamptz)
RETURNS TABLE (tenants bigint, workspaces bigint, running_turns bigint,
               requests bigint, tokens bigint, cost_nano numeric, charge_nano numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT
    (SELECT count(*) FROM tenants),
    (SELECT count(*) FROM workspaces WHERE deleted_at IS NULL),
    (SELECT count(*) FROM holds WHERE status = 'held'),
    count(*),
    coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens), 0)::bigint,
    coalesce(sum(u.cost_nano), 0),
    coalesce(sum(u.charge_nano), 0)
  FROM token_usage u WHERE u.created_at >= since
$$;
--> statement-breakpoint
CREATE FUNCTION system.workspace_overview(since timestamptz, before_at timestamptz, before_id uuid, most integer)
RETURNS TABLE (tenant_id uuid, tenant_name text, workspace_id uuid, workspace_name text, plan_id text,
               members bigint, tokens_today bigint, cost_today_nano numeric, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.tenant_id, t.name, w.id, w.name, s.plan_id,
    (SELECT count(*) FROM workspace_members m WHERE m.tenant_id = w.tenant_id AND m.workspace_id = w.id),
    coalesce(u.tokens, 0)::bigint, coalesce(u.cost, 0), w.created_at
  FROM workspaces w
  JOIN tenants t ON t.id = w.tenant_id
  JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
  LEFT JOIN LATERAL (
    SELECT sum(input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens) AS tokens,
           sum(u.cost_nano) AS cost
    FROM token_usage u
    WHERE u.tenant_id = w.tenant_id AND u.workspace_id = w.id AND u.created_at >= since
  ) u ON true
  WHERE w.deleted_at IS NULL
    AND (before_at IS NULL OR (w.created_at, w.id) < (before_at, before_id))
  ORDER BY w.created_at DESC, w.id DESC LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
