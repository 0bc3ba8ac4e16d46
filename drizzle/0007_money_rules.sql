-- Money: walls and rights of the new tables, the atomic hold and its settlement, journals with their projections,
-- and the questions that are asked across tenants.

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'limits', 'limit_requests', 'credit_lots', 'usage_corrections', 'usage_daily', 'ledger_balances', 'notices',
    'notice_reads'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY workspace_wall ON %I TO geko_app
         USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
         WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))',
      name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO geko_system', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['tenant_limits', 'tenant_quotas'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant_wall ON %I TO geko_app
         USING (tenant_id = (SELECT context_tenant())) WITH CHECK (tenant_id = (SELECT context_tenant()))', name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO geko_system', name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON
  limit_requests, credit_lots, usage_daily, ledger_balances, notices, notice_reads, tenant_quotas, model_catalog,
  model_candidates, markups, plan_overrides TO geko_app;
--> statement-breakpoint
GRANT DELETE ON markups, plan_overrides TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON limits, tenant_limits TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON usage_corrections TO geko_app;
--> statement-breakpoint
GRANT INSERT ON model_prices TO geko_app;
--> statement-breakpoint
GRANT SELECT ON markups, plan_overrides, model_candidates TO geko_system;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage_corrections
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON usage_corrections
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE tenant_quotas ADD CONSTRAINT tenant_quotas_not_negative CHECK (used >= 0 AND held >= 0);
--> statement-breakpoint
ALTER TABLE limits ADD CONSTRAINT limits_cap CHECK (cap BETWEEN 0 AND 9000000000000000);
--> statement-breakpoint
ALTER TABLE tenant_limits ADD CONSTRAINT tenant_limits_cap CHECK (cap BETWEEN 0 AND 9000000000000000);
--> statement-breakpoint
ALTER TABLE credit_lots ADD CONSTRAINT credit_lots_sound CHECK (
  held_nano >= 0 AND held_nano <= remaining_nano AND remaining_nano <= granted_nano AND granted_nano > 0);
--> statement-breakpoint
ALTER TABLE model_prices ADD CONSTRAINT model_prices_units_not_negative CHECK (
  coalesce(characters_nano, 0) >= 0 AND coalesce(minute_nano, 0) >= 0);
--> statement-breakpoint
ALTER TABLE markups ADD CONSTRAINT markups_not_negative CHECK (bps >= 0);
--> statement-breakpoint

-- What is booked already, as the projections show it.
ALTER TABLE token_usage NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE workspaces NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_entries NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE usage_daily NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_balances NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO usage_daily
  SELECT u.tenant_id, u.workspace_id, (u.created_at AT TIME ZONE w.time_zone)::date, u.user_id, u.model_id, u.funding,
    count(*), sum(u.input_tokens), sum(u.cached_input_tokens), sum(u.cache_write_tokens), sum(u.output_tokens),
    sum(u.reasoning_tokens), sum(u.cost_nano), sum(u.charge_nano), sum(u.absorbed_nano)
  FROM token_usage u JOIN workspaces w ON w.tenant_id = u.tenant_id AND w.id = u.workspace_id
  GROUP BY 1, 2, 3, 4, 5, 6;
--> statement-breakpoint
INSERT INTO ledger_balances
  SELECT tenant_id, workspace_id, account, sum(amount_nano) FROM ledger_entries GROUP BY 1, 2, 3;
--> statement-breakpoint
ALTER TABLE token_usage FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_entries FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE usage_daily FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_balances FORCE ROW LEVEL SECURITY;
--> statement-breakpoint

-- Takes a hold on every limit and on the funds, or on nothing (packages/domain/src/choose-option.ts decides the same).
-- request:
--   counters: [{ scope: tenant | workspace, subject, meter, period, periodStart, periodEnd }], no two alike
--   options: the ways to pay, the preferred first, each with caps, fixed and perOutput by counter. cap null = counted,
--     never blocks; fixed null = not of this option. fundsFixed and fundsPerOutput: what it costs the wallet, or null.
--   desired, minimum, comfortable: output tokens. now: which lots have expired. isDryRun: only tells.
--   hold: { id, inputTokens, priceVersion, leaseMs }, kept as a row of holds when it is taken; each option has its
--     funding and markupBps for it.
-- The first option in which a comfortable answer fits is taken; else the one with the longest that is not below the
-- minimum. Counters are locked in one fixed order, then the lots in the order in which they are spent; so no two calls
-- can spend the same allowance.
-- Returns { option (null = refused), maxOutputTokens, counters: [{ used, held }] as they were, lots: what was taken of
-- which, walletNano: what was free (null = not asked) }.
DROP FUNCTION take_hold(jsonb, bigint, bigint);
--> statement-breakpoint
CREATE FUNCTION take_hold(request jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  is_dry boolean := (request->>'isDryRun')::boolean;
  desired bigint := (request->>'desired')::bigint;
  minimum bigint := (request->>'minimum')::bigint;
  comfortable bigint := least((request->>'comfortable')::bigint, (request->>'desired')::bigint);
  at timestamptz := (request->>'now')::timestamptz;
  counters jsonb := request->'counters';
  size integer := jsonb_array_length(request->'counters');
  used bigint[] := array_fill(0::bigint, ARRAY[size]);
  held bigint[] := array_fill(0::bigint, ARRAY[size]);
  lot_ids uuid[];
  lot_free bigint[];
  wallet bigint;
  chosen integer;
  chosen_output bigint := -1;
  output bigint;
  room bigint;
  need bigint;
  part bigint;
  cap bigint;
  fixed bigint;
  per_output bigint;
  item record;
  option jsonb;
  result jsonb := '[]';
  lots jsonb := '[]';
  amounts jsonb := '[]';
BEGIN
  IF NOT is_dry THEN
    INSERT INTO tenant_quotas (tenant_id, subject, meter, period, period_start, period_end)
      SELECT tenant, c.subject, c.meter, c.period, c."periodStart", c."periodEnd"
      FROM jsonb_to_recordset(counters) AS c(
        scope text, subject text, meter text, period text, "periodStart" timestamptz, "periodEnd" timestamptz)
      WHERE c.scope = 'tenant' ORDER BY 2, 3, 4, 5
      ON CONFLICT DO NOTHING;
    INSERT INTO quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end)
      SELECT tenant, workspace, c.subject, c.meter, c.period, c."periodStart", c."periodEnd"
      FROM jsonb_to_recordset(counters) AS c(
        scope text, subject text, meter text, period text, "periodStart" timestamptz, "periodEnd" timestamptz)
      WHERE c.scope = 'workspace' ORDER BY 3, 4, 5, 6
      ON CONFLICT DO NOTHING;
  END IF;
  FOR item IN
    SELECT n, c->>'scope' AS scope, c->>'subject' AS subject, c->>'meter' AS meter, c->>'period' AS period,
      (c->>'periodStart')::timestamptz AS period_start
    FROM jsonb_array_elements(counters) WITH ORDINALITY AS e(c, n) ORDER BY 2, 3, 4, 5, 6
  LOOP
    IF item.scope = 'tenant' THEN
      IF NOT is_dry THEN
        PERFORM FROM tenant_quotas q WHERE q.tenant_id = tenant AND q.subject = item.subject AND q.meter = item.meter
          AND q.period = item.period AND q.period_start = item.period_start FOR UPDATE;
      END IF;
      SELECT q.used, q.held INTO room, need FROM tenant_quotas q WHERE q.tenant_id = tenant
        AND q.subject = item.subject AND q.meter = item.meter AND q.period = item.period
        AND q.period_start = item.period_start;
    ELSE
      IF NOT is_dry THEN
        PERFORM FROM quotas q WHERE q.tenant_id = tenant AND q.workspace_id = workspace
          AND q.subject = item.subject AND q.meter = item.meter AND q.period = item.period
          AND q.period_start = item.period_start FOR UPDATE;
      END IF;
      SELECT q.used, q.held INTO room, need FROM quotas q WHERE q.tenant_id = tenant AND q.workspace_id = workspace
        AND q.subject = item.subject AND q.meter = item.meter AND q.period = item.period
        AND q.period_start = item.period_start;
    END IF;
    used[item.n] := coalesce(room, 0);
    held[item.n] := coalesce(need, 0);
  END LOOP;

  FOR item IN SELECT o, (n - 1)::integer AS place FROM jsonb_array_elements(request->'options') WITH ORDINALITY AS e(o, n) LOOP
    option := item.o;
    output := desired;
    FOR i IN 1..size LOOP
      cap := (option->'caps'->>(i - 1))::bigint;
      fixed := (option->'fixed'->>(i - 1))::bigint;
      CONTINUE WHEN cap IS NULL OR fixed IS NULL;
      per_output := (option->'perOutput'->>(i - 1))::bigint;
      room := cap - used[i] - held[i] - fixed;
      IF room < 0 THEN
        output := -1;
      ELSIF per_output > 0 THEN
        output := least(output, room / per_output);
      END IF;
    END LOOP;
    IF option->>'fundsFixed' IS NOT NULL THEN
      IF wallet IS NULL THEN
        IF NOT is_dry THEN
          PERFORM FROM credit_lots l WHERE l.tenant_id = tenant AND l.workspace_id = workspace
            AND l.remaining_nano > 0 AND (l.expires_at IS NULL OR l.expires_at > at)
            ORDER BY l.priority, l.expires_at, l.id FOR UPDATE;
        END IF;
        SELECT array_agg(l.id ORDER BY l.priority, l.expires_at, l.id),
            array_agg(l.remaining_nano - l.held_nano ORDER BY l.priority, l.expires_at, l.id),
            coalesce(sum(l.remaining_nano - l.held_nano), 0)
          INTO lot_ids, lot_free, wallet
          FROM credit_lots l WHERE l.tenant_id = tenant AND l.workspace_id = workspace
            AND l.remaining_nano > 0 AND (l.expires_at IS NULL OR l.expires_at > at);
      END IF;
      per_output := (option->>'fundsPerOutput')::bigint;
      room := wallet - (option->>'fundsFixed')::bigint;
      IF room < 0 THEN
        output := -1;
      ELSIF per_output > 0 THEN
        output := least(output, room / per_output);
      END IF;
    END IF;
    IF output >= minimum AND output > chosen_output THEN
      chosen := item.place;
      chosen_output := output;
    END IF;
    EXIT WHEN chosen_output >= comfortable;
  END LOOP;

  FOR i IN 1..size LOOP
    result := result || jsonb_build_object('used', used[i]::text, 'held', held[i]::text);
  END LOOP;
  IF chosen IS NULL THEN
    RETURN jsonb_build_object('option', NULL, 'maxOutputTokens', NULL, 'counters', result, 'lots', lots,
      'walletNano', wallet::text);
  END IF;
  option := request->'options'->chosen;
  IF NOT is_dry THEN
    FOR i IN 1..size LOOP
      fixed := (option->'fixed'->>(i - 1))::bigint;
      CONTINUE WHEN fixed IS NULL;
      need := fixed + (option->'perOutput'->>(i - 1))::bigint * chosen_output;
      amounts := amounts || jsonb_build_object('subject', counters->(i - 1)->>'subject',
        'meter', counters->(i - 1)->>'meter', 'period', counters->(i - 1)->>'period',
        'periodStart', counters->(i - 1)->>'periodStart', 'amount', need::text);
      IF counters->(i - 1)->>'scope' = 'tenant' THEN
        UPDATE tenant_quotas q SET held = q.held + need WHERE q.tenant_id = tenant
          AND q.subject = counters->(i - 1)->>'subject' AND q.meter = counters->(i - 1)->>'meter'
          AND q.period = counters->(i - 1)->>'period'
          AND q.period_start = (counters->(i - 1)->>'periodStart')::timestamptz;
      ELSE
        UPDATE quotas q SET held = q.held + need WHERE q.tenant_id = tenant AND q.workspace_id = workspace
          AND q.subject = counters->(i - 1)->>'subject' AND q.meter = counters->(i - 1)->>'meter'
          AND q.period = counters->(i - 1)->>'period'
          AND q.period_start = (counters->(i - 1)->>'periodStart')::timestamptz;
      END IF;
    END LOOP;
  END IF;
  IF option->>'fundsFixed' IS NOT NULL THEN
    need := (option->>'fundsFixed')::bigint + (option->>'fundsPerOutput')::bigint * chosen_output;
    FOR i IN 1..coalesce(cardinality(lot_ids), 0) LOOP
      part := least(need, lot_free[i]);
      CONTINUE WHEN part <= 0;
      lots := lots || jsonb_build_object('lotId', lot_ids[i], 'amountNano', part::text);
      need := need - part;
      IF NOT is_dry THEN
        UPDATE credit_lots l SET held_nano = l.held_nano + part
          WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.id = lot_ids[i];
      END IF;
    END LOOP;
  END IF;
  IF NOT is_dry AND request ? 'hold' THEN
    INSERT INTO holds (tenant_id, workspace_id, id, status, input_tokens, max_output_tokens, amounts, lots, funding,
        markup_bps, price_version, lease_until, created_at)
      VALUES (tenant, workspace, (request->'hold'->>'id')::uuid, 'held', (request->'hold'->>'inputTokens')::integer,
        chosen_output, amounts, lots, option->>'funding', (option->>'markupBps')::integer,
        (request->'hold'->>'priceVersion')::integer,
        clock_timestamp() + (request->'hold'->>'leaseMs')::integer * interval '1 millisecond', at);
  END IF;
  RETURN jsonb_build_object('option', chosen, 'maxOutputTokens', chosen_output, 'counters', result, 'lots', lots,
    'walletNano', wallet::text);
END $$;
--> statement-breakpoint

-- A limit's counter begins with what was used before the limit was made: whoever makes one locks this exclusively,
-- and every settlement shares it, so that no call falls between the sum and the counter.
CREATE FUNCTION limits_lock_key() RETURNS bigint LANGUAGE sql STABLE
  RETURN hashtextextended('limits ' || context_tenant()::text, 0);
--> statement-breakpoint

-- Gives back what a hold set aside and counts what its call used.
-- hold: a row of holds, settled already. used: { tokens, requests, charge }. subjects: the counters that count every
-- call of this caller and model; those of the plan count only what was held on them. at: when the call began.
-- spent: [{ lotId, amountNano }], what is taken of each lot for good.
-- Returns the counters that changed: [{ scope, subject, meter, period, periodStart, periodEnd, before, after }].
CREATE FUNCTION settle_hold(hold uuid, at timestamptz, used jsonb, subjects text[], spent jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  row_of holds;
  item record;
  amount bigint;
  taken bigint;
  changed jsonb := '[]';
BEGIN
  PERFORM pg_advisory_xact_lock_shared(limits_lock_key());
  SELECT * INTO STRICT row_of FROM holds h WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = hold;
  FOR item IN
    SELECT k.*, (
        SELECT (a->>'amount')::bigint FROM jsonb_array_elements(row_of.amounts) a
        WHERE a->>'subject' = k.subject AND a->>'meter' = k.meter AND a->>'period' = k.period
          AND (a->>'periodStart')::timestamptz = k.period_start) AS amount
    FROM (
      SELECT 'tenant' AS scope, q.subject, q.meter, q.period, q.period_start, q.period_end FROM tenant_quotas q
        WHERE q.tenant_id = tenant AND q.period_start <= at AND q.period_end > at
      UNION
      SELECT 'workspace', q.subject, q.meter, q.period, q.period_start, q.period_end FROM quotas q
        WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = ANY (subjects)
          AND q.period_start <= at AND q.period_end > at
      UNION
      SELECT 'workspace', q.subject, q.meter, q.period, q.period_start, q.period_end
        FROM quotas q JOIN jsonb_array_elements(row_of.amounts) a
          ON q.subject = a->>'subject' AND q.meter = a->>'meter' AND q.period = a->>'period'
            AND q.period_start = (a->>'periodStart')::timestamptz
        WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND a->>'subject' <> 'tenant'
    ) k ORDER BY 1, 2, 3, 4, 5
  LOOP
    amount := (used->>item.meter)::bigint;
    IF item.scope = 'tenant' THEN
      UPDATE tenant_quotas q SET held = q.held - coalesce(item.amount, 0), used = q.used + amount
        WHERE q.tenant_id = tenant AND q.subject = item.subject AND q.meter = item.meter AND q.period = item.period
          AND q.period_start = item.period_start RETURNING q.used INTO taken;
    ELSE
      UPDATE quotas q SET held = q.held - coalesce(item.amount, 0), used = q.used + amount
        WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = item.subject AND q.meter = item.meter
          AND q.period = item.period AND q.period_start = item.period_start RETURNING q.used INTO taken;
    END IF;
    changed := changed || jsonb_build_object('scope', item.scope, 'subject', item.subject, 'meter', item.meter,
      'period', item.period, 'periodStart', item.period_start, 'periodEnd', item.period_end,
      'before', (taken - amount)::text, 'after', taken::text);
  END LOOP;
  FOR item IN
    SELECT (l->>'lotId')::uuid AS lot_id, (l->>'amountNano')::bigint AS amount, n, coalesce((
        SELECT (s->>'amountNano')::bigint FROM jsonb_array_elements(spent) s WHERE s->>'lotId' = l->>'lotId'), 0) AS spent
    FROM jsonb_array_elements(row_of.lots) WITH ORDINALITY AS e(l, n) ORDER BY n
  LOOP
    UPDATE credit_lots c SET held_nano = c.held_nano - item.amount, remaining_nano = c.remaining_nano - item.spent
      WHERE c.tenant_id = tenant AND c.workspace_id = workspace AND c.id = item.lot_id;
  END LOOP;
  RETURN changed;
END $$;
--> statement-breakpoint

-- Posts a journal with its entries and moves the balances; entries: [{ account, amountNano, lotId }]. A journal whose
-- kind and operation were posted before is refused by its key. Returns the wallet's balance after it, or null where it
-- does not touch the wallet.
CREATE FUNCTION post_journal(journal uuid, kind text, operation uuid, at timestamptz, entries jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  wallet bigint;
BEGIN
  INSERT INTO ledger_balances (tenant_id, workspace_id, account, amount_nano)
    SELECT tenant, workspace, e.account, sum(e."amountNano") FROM jsonb_to_recordset(entries) AS e(account text, "amountNano" bigint)
    GROUP BY e.account ORDER BY e.account
    ON CONFLICT (tenant_id, workspace_id, account) DO UPDATE
      SET amount_nano = ledger_balances.amount_nano + excluded.amount_nano;
  IF EXISTS (SELECT FROM jsonb_array_elements(entries) e WHERE e->>'account' = 'wallet') THEN
    SELECT -b.amount_nano INTO wallet FROM ledger_balances b
      WHERE b.tenant_id = tenant AND b.workspace_id = workspace AND b.account = 'wallet';
  END IF;
  INSERT INTO ledger_journals (tenant_id, workspace_id, id, kind, operation_id, wallet_after_nano, created_at)
    VALUES (tenant, workspace, journal, kind, operation, wallet, at);
  INSERT INTO ledger_entries (tenant_id, workspace_id, journal_id, line, account, lot_id, amount_nano)
    SELECT tenant, workspace, journal, n, e->>'account', (e->>'lotId')::uuid, (e->>'amountNano')::bigint
    FROM jsonb_array_elements(entries) WITH ORDINALITY AS x(e, n);
  RETURN wallet;
END $$;
--> statement-breakpoint

-- Adds a call, or what a correction changes of one, to the sums of its day, member, model and funding.
-- day: { day, userId, modelId, funding, requests, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens,
-- reasoningTokens, costNano, chargeNano, absorbedNano }; a correction brings differences, which may be below zero.
CREATE FUNCTION add_usage_day(day jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, requests, input_tokens,
      cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano, charge_nano, absorbed_nano)
    VALUES (context_tenant(), context_workspace(), (day->>'day')::date, (day->>'userId')::uuid, day->>'modelId',
      day->>'funding', (day->>'requests')::bigint, (day->>'inputTokens')::bigint, (day->>'cachedInputTokens')::bigint,
      (day->>'cacheWriteTokens')::bigint, (day->>'outputTokens')::bigint, (day->>'reasoningTokens')::bigint,
      (day->>'costNano')::bigint, (day->>'chargeNano')::bigint, (day->>'absorbedNano')::bigint)
    ON CONFLICT (tenant_id, workspace_id, day, user_id, model_id, funding) DO UPDATE SET
      requests = d.requests + excluded.requests, input_tokens = d.input_tokens + excluded.input_tokens,
      cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano = d.cost_nano + excluded.cost_nano,
      charge_nano = d.charge_nano + excluded.charge_nano, absorbed_nano = d.absorbed_nano + excluded.absorbed_nano
$$;
--> statement-breakpoint

-- Books an ended call on everything but its receipt in one round trip, as a busy workspace waits for each: the day's
-- sums, the counters and lots of its hold, its journal (journal: { id, at, entries }; without entries there is none).
-- Returns { changed: as settle_hold, walletNano: as post_journal }.
CREATE FUNCTION book_call(
  hold uuid, at timestamptz, used jsonb, subjects text[], spent jsonb, day jsonb, journal jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  changed jsonb;
  wallet bigint;
BEGIN
  PERFORM add_usage_day(day);
  changed := settle_hold(hold, at, used, subjects, spent);
  IF jsonb_array_length(journal->'entries') > 0 THEN
    wallet := post_journal((journal->>'id')::uuid, 'usage', hold, (journal->>'at')::timestamptz, journal->'entries');
  END IF;
  RETURN jsonb_build_object('changed', changed, 'walletNano', wallet::text);
END $$;
--> statement-breakpoint

-- What people look at changes without a reload: each change tells whoever listens, without content.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('geko_changes', jsonb_build_object('what', TG_ARGV[0], 'workspaceId',
    CASE TG_ARGV[1] WHEN 'workspace' THEN coalesce(to_jsonb(NEW), to_jsonb(OLD))->>'workspace_id' END)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON model_catalog FOR EACH ROW EXECUTE FUNCTION tell_change('models', 'all');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT ON model_prices FOR EACH ROW EXECUTE FUNCTION tell_change('models', 'all');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON markups FOR EACH ROW EXECUTE FUNCTION tell_change('models', 'all');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON plan_overrides FOR EACH ROW EXECUTE FUNCTION tell_change('plan', 'all');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON workspace_models FOR EACH ROW EXECUTE FUNCTION tell_change('models', 'workspace');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER UPDATE ON workspace_subscriptions FOR EACH ROW EXECUTE FUNCTION tell_change('plan', 'workspace');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON limits FOR EACH ROW EXECUTE FUNCTION tell_change('limits', 'workspace');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT ON notices FOR EACH ROW EXECUTE FUNCTION tell_change('notices', 'workspace');
--> statement-breakpoint

-- Asked across tenants; no content.
CREATE FUNCTION system.expired_lots(at timestamptz, most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, l.workspace_id FROM credit_lots l
  WHERE l.expires_at <= at AND l.remaining_nano > l.held_nano GROUP BY 1, 2 ORDER BY min(l.expires_at) LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION system.unmailed_notices(most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.tenant_id, n.workspace_id, n.id FROM notices n WHERE n.mailed_at IS NULL ORDER BY n.created_at LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION system.live_workspaces(after_id uuid, most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid, plan_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.tenant_id, w.id, s.plan_id FROM workspaces w
  JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
  WHERE w.deleted_at IS NULL AND w.id > after_id ORDER BY w.id LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION system.workspace_markups()
RETURNS TABLE (tenant_id uuid, workspace_id uuid, workspace_name text, model_id text, bps integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.tenant_id, m.workspace_id, w.name, m.model_id, m.markup_bps FROM workspace_models m
  JOIN workspaces w ON w.tenant_id = m.tenant_id AND w.id = m.workspace_id
  WHERE m.markup_bps IS NOT NULL ORDER BY w.name, m.workspace_id, m.model_id
$$;
--> statement-breakpoint
-- Figures of calls, for replaying a month: who, which model, how much, and what became of it; as corrected since.
CREATE FUNCTION system.month_of_calls(since timestamptz, until timestamptz, after_at timestamptz, after_id uuid, most integer)
RETURNS TABLE (workspace_id uuid, workspace_name text, time_zone text, plan_id text, id uuid, model_id text, tier text,
  kind text, metered_tokens integer, cost_nano bigint, absorbed_nano bigint, charge_nano bigint, markup_bps integer,
  funding text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.workspace_id, w.name, w.time_zone, s.plan_id, u.id, u.model_id, c.tier, c.kind,
    coalesce(k.metered_tokens, u.metered_tokens), coalesce(k.cost_nano, u.cost_nano),
    coalesce(k.absorbed_nano, u.absorbed_nano), coalesce(k.charge_nano, u.charge_nano), u.markup_bps, u.funding,
    u.created_at
  FROM token_usage u
  JOIN workspaces w ON w.tenant_id = u.tenant_id AND w.id = u.workspace_id
  JOIN workspace_subscriptions s ON s.tenant_id = u.tenant_id AND s.workspace_id = u.workspace_id
  JOIN model_catalog c ON c.id = u.model_id
  LEFT JOIN LATERAL (
    SELECT * FROM usage_corrections k WHERE k.tenant_id = u.tenant_id AND k.workspace_id = u.workspace_id AND k.usage_id = u.id
    ORDER BY k.seq DESC LIMIT 1
  ) k ON true
  WHERE u.created_at >= since AND u.created_at < until
    AND (after_at IS NULL OR (u.created_at, u.id) > (after_at, after_id))
  ORDER BY u.created_at, u.id LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('expired_lots', 'unmailed_notices', 'live_workspaces', 'workspace_markups', 'month_of_calls')
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT ON model_catalog TO geko_system;
--> statement-breakpoint

-- Entering a workspace tells the plan as the operator has changed it: null = as it ships.
DROP FUNCTION enter_workspace(uuid, uuid, boolean);
--> statement-breakpoint
-- keeps_role: the caller's row in the team stays as it is until the transaction ends. Whoever changes or takes what members
-- may do locks their rows, so it waits for what they just began, and then sees it (packages/services/src/members).
CREATE FUNCTION enter_workspace(caller uuid, workspace uuid, keeps_role boolean DEFAULT false)
RETURNS TABLE (tenant_id uuid, role text, custom_role_id uuid, role_name text, permissions text[], plan_id text, plan jsonb,
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
      s.plan_id, o.plan, w.time_zone, w.name, w.icon_id, w.created_at
    FROM workspaces w
    JOIN workspace_members m ON m.tenant_id = w.tenant_id AND m.workspace_id = w.id AND m.user_id = caller
    JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
    LEFT JOIN plan_overrides o ON o.plan_id = s.plan_id
    LEFT JOIN workspace_roles r
      ON r.tenant_id = m.tenant_id AND r.workspace_id = m.workspace_id AND r.id = m.custom_role_id
    WHERE w.tenant_id = tenant AND w.id = workspace AND w.deleted_at IS NULL;
END $$;
--> statement-breakpoint

-- Moves the counters that an ended call counted on, where what it used turns out to be other: those that settle_hold
-- changed for it, and those which were made since, as they began with what it had used.
-- hold: of the call. at: when it began. more: { tokens, charge }, below zero = less. subjects: as in settle_hold.
-- Locks them all in the order of settle_hold, also where nothing is added. Returns those that changed, as settle_hold.
CREATE FUNCTION correct_counters(hold uuid, at timestamptz, more jsonb, subjects text[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  row_of holds;
  item record;
  amount bigint;
  taken bigint;
  changed jsonb := '[]';
BEGIN
  PERFORM pg_advisory_xact_lock_shared(limits_lock_key());
  SELECT * INTO STRICT row_of FROM holds h WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = hold;
  FOR item IN
    SELECT 'tenant' AS scope, q.subject, q.meter, q.period, q.period_start, q.period_end FROM tenant_quotas q
      WHERE q.tenant_id = tenant AND q.period_start <= at AND q.period_end > at
    UNION
    SELECT 'workspace', q.subject, q.meter, q.period, q.period_start, q.period_end FROM quotas q
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = ANY (subjects)
        AND q.period_start <= at AND q.period_end > at
    UNION
    SELECT 'workspace', q.subject, q.meter, q.period, q.period_start, q.period_end
      FROM quotas q JOIN jsonb_array_elements(row_of.amounts) a
        ON q.subject = a->>'subject' AND q.meter = a->>'meter' AND q.period = a->>'period'
          AND q.period_start = (a->>'periodStart')::timestamptz
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND a->>'subject' <> 'tenant'
    ORDER BY 1, 2, 3, 4, 5
  LOOP
    amount := coalesce((more->>item.meter)::bigint, 0);
    IF item.scope = 'tenant' THEN
      UPDATE tenant_quotas q SET used = greatest(0, q.used + amount)
        WHERE q.tenant_id = tenant AND q.subject = item.subject AND q.meter = item.meter AND q.period = item.period
          AND q.period_start = item.period_start RETURNING q.used INTO taken;
    ELSE
      UPDATE quotas q SET used = greatest(0, q.used + amount)
        WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = item.subject AND q.meter = item.meter
          AND q.period = item.period AND q.period_start = item.period_start RETURNING q.used INTO taken;
    END IF;
    CONTINUE WHEN amount = 0;
    changed := changed || jsonb_build_object('scope', item.scope, 'subject', item.subject, 'meter', item.meter,
      'period', item.period, 'periodStart', item.period_start, 'periodEnd', item.period_end,
      'before', (taken - amount)::text, 'after', taken::text);
  END LOOP;
  RETURN changed;
END $$;
--> statement-breakpoint

-- The purge of a workspace takes what its people set and were told; books and sums of use stay.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['limits', 'limit_requests', 'notices', 'notice_reads'] LOOP
    EXECUTE format('CREATE POLICY keeper_keeps ON %I TO geko_keeper USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO geko_keeper', name);
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
