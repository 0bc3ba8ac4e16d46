-- The money of a workspace moves one transaction at a time, in few steps. Whoever moves it takes one lock first, which
-- Postgres hands on in the order of asking; what follows waits for nobody and needs no order of its own.

CREATE FUNCTION lock_money() RETURNS void LANGUAGE plpgsql AS $$
DECLARE locked text;
BEGIN
  -- Assigned, as a PERFORM would cost a plan's start.
  locked := pg_advisory_xact_lock_shared(limits_lock_key());
  locked := pg_advisory_xact_lock(hashtextextended('money ' || context_workspace()::text, 0));
END $$;
--> statement-breakpoint
-- The counters of a whole company, after the lock of the workspace.
CREATE FUNCTION lock_company() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('company ' || context_tenant()::text, 0));
END $$;
--> statement-breakpoint

-- Takes a hold on every limit and on the funds, or on nothing (packages/domain/src/choose-option.ts decides the same).
-- request:
--   counters: [{ scope: tenant | workspace, subject, meter, period, periodStart, periodEnd }], no two alike
--   options: the ways to pay, the preferred first, each with caps, fixed and perOutput by counter. cap null = counted,
--     never blocks; fixed null = not of this option. fundsFixed and fundsPerOutput: what it costs the wallet, or null.
--   desired, minimum, comfortable: output tokens. now: which lots have expired. isDryRun: only tells.
--   hold: { id, inputTokens, priceVersion, apiKeyId, leaseMs }, kept as a row of holds when it is taken; each option has
--     its funding and markupBps for it.
-- The first option in which a comfortable answer fits is taken; else the one with the longest that is not below the
-- minimum.
-- Returns { option (null = refused), maxOutputTokens, counters: [{ used, held }] as they were, lots: what was taken of
-- which, walletNano: what was free (null = not asked) }.
CREATE OR REPLACE FUNCTION take_hold(request jsonb) RETURNS jsonb
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
  counter jsonb;
  size integer := jsonb_array_length(request->'counters');
  is_company boolean;
  used bigint[];
  held bigint[];
  was_used bigint;
  was_held bigint;
  option jsonb;
  lot_ids uuid[];
  lot_free bigint[];
  wallet bigint;
  chosen integer;
  chosen_output bigint := -1;
  output bigint;
  room bigint;
  need bigint;
  part bigint;
  per_output bigint;
  result jsonb := '[]';
  lots jsonb := '[]';
  amounts jsonb := '[]';
BEGIN
  IF NOT is_dry THEN
    PERFORM lock_money();
    IF counters @> '[{"scope": "tenant"}]' THEN
      PERFORM lock_company();
    END IF;
  END IF;
  FOR i IN 1..size LOOP
    counter := counters->(i - 1);
    is_company := counter->>'scope' = 'tenant';
    -- Twice where somebody who sets a limit makes its counter at this moment.
    LOOP
      IF is_company THEN
        SELECT q.used, q.held INTO was_used, was_held FROM tenant_quotas q
          WHERE q.tenant_id = tenant AND q.subject = counter->>'subject' AND q.meter = counter->>'meter'
            AND q.period = counter->>'period' AND q.period_start = (counter->>'periodStart')::timestamptz;
      ELSE
        SELECT q.used, q.held INTO was_used, was_held FROM quotas q
          WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = counter->>'subject'
            AND q.meter = counter->>'meter' AND q.period = counter->>'period'
            AND q.period_start = (counter->>'periodStart')::timestamptz;
      END IF;
      EXIT WHEN FOUND OR is_dry;
      IF is_company THEN
        INSERT INTO tenant_quotas (tenant_id, subject, meter, period, period_start, period_end)
          VALUES (tenant, counter->>'subject', counter->>'meter', counter->>'period',
            (counter->>'periodStart')::timestamptz, (counter->>'periodEnd')::timestamptz)
          ON CONFLICT DO NOTHING;
      ELSE
        INSERT INTO quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end)
          VALUES (tenant, workspace, counter->>'subject', counter->>'meter', counter->>'period',
            (counter->>'periodStart')::timestamptz, (counter->>'periodEnd')::timestamptz)
          ON CONFLICT DO NOTHING;
      END IF;
    END LOOP;
    used[i] := coalesce(was_used, 0);
    held[i] := coalesce(was_held, 0);
    result := result || jsonb_build_object('used', used[i]::text, 'held', held[i]::text);
  END LOOP;

  FOR place IN 0..jsonb_array_length(request->'options') - 1 LOOP
    option := request->'options'->place;
    output := desired;
    FOR i IN 1..size LOOP
      room := (option->'caps'->>(i - 1))::bigint - used[i] - held[i] - (option->'fixed'->>(i - 1))::bigint;
      CONTINUE WHEN room IS NULL;
      per_output := (option->'perOutput'->>(i - 1))::bigint;
      IF room < 0 THEN
        output := -1;
      ELSIF per_output > 0 THEN
        output := least(output, room / per_output);
      END IF;
    END LOOP;
    IF option->>'fundsFixed' IS NOT NULL THEN
      IF wallet IS NULL THEN
        SELECT array_agg(f.id), array_agg(f.free), coalesce(sum(f.free), 0) INTO lot_ids, lot_free, wallet FROM (
          SELECT l.id, l.remaining_nano - l.held_nano AS free FROM credit_lots l
          WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.is_open
            AND (l.expires_at IS NULL OR l.expires_at > at)
          ORDER BY l.priority, l.expires_at, l.id) f;
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
      chosen := place;
      chosen_output := output;
    END IF;
    EXIT WHEN chosen_output >= comfortable;
  END LOOP;

  IF chosen IS NULL THEN
    RETURN jsonb_build_object('option', NULL, 'maxOutputTokens', NULL, 'counters', result, 'lots', lots,
      'walletNano', wallet::text);
  END IF;
  option := request->'options'->chosen;
  IF NOT is_dry THEN
    FOR i IN 1..size LOOP
      need := (option->'fixed'->>(i - 1))::bigint + (option->'perOutput'->>(i - 1))::bigint * chosen_output;
      CONTINUE WHEN need IS NULL;
      counter := counters->(i - 1);
      amounts := amounts || jsonb_build_object('subject', counter->>'subject', 'meter', counter->>'meter',
        'period', counter->>'period', 'periodStart', counter->>'periodStart', 'amount', need::text);
      IF counter->>'scope' = 'tenant' THEN
        UPDATE tenant_quotas q SET held = q.held + need
          WHERE q.tenant_id = tenant AND q.subject = counter->>'subject' AND q.meter = counter->>'meter'
            AND q.period = counter->>'period' AND q.period_start = (counter->>'periodStart')::timestamptz;
      ELSE
        UPDATE quotas q SET held = q.held + need
          WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = counter->>'subject'
            AND q.meter = counter->>'meter' AND q.period = counter->>'period'
            AND q.period_start = (counter->>'periodStart')::timestamptz;
      END IF;
    END LOOP;
  END IF;
  IF option->>'fundsFixed' IS NOT NULL THEN
    need := (option->>'fundsFixed')::bigint + (option->>'fundsPerOutput')::bigint * chosen_output;
    FOR i IN 1..coalesce(cardinality(lot_ids), 0) LOOP
      EXIT WHEN need = 0;
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
        markup_bps, price_version, api_key_id, lease_until, created_at)
      VALUES (tenant, workspace, (request->'hold'->>'id')::uuid, 'held', (request->'hold'->>'inputTokens')::integer,
        chosen_output, amounts, lots, option->>'funding', (option->>'markupBps')::integer,
        (request->'hold'->>'priceVersion')::integer, (request->'hold'->>'apiKeyId')::uuid,
        clock_timestamp() + (request->'hold'->>'leaseMs')::integer * interval '1 millisecond', at);
  END IF;
  RETURN jsonb_build_object('option', chosen, 'maxOutputTokens', chosen_output, 'counters', result, 'lots', lots,
    'walletNano', wallet::text);
END $$;
--> statement-breakpoint

-- Marks a hold as settled, unless somebody did before; or, of those whose lease must have run out, when it has been
-- prolonged. Whoever gets the row books its call in the same transaction.
CREATE FUNCTION close_hold(hold uuid, at timestamptz, only_expired boolean) RETURNS SETOF holds LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
BEGIN
  RETURN QUERY UPDATE holds h SET status = 'settled', settled_at = at
    WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = hold AND h.status = 'held'
      AND (NOT only_expired OR h.lease_until < clock_timestamp())
    RETURNING h.*;
END $$;
--> statement-breakpoint

-- One line of what settle_hold and correct_counters return.
CREATE FUNCTION moved_counter(scope text, subject text, meter text, period text, period_start timestamptz,
  period_end timestamptz, before bigint, after bigint) RETURNS jsonb LANGUAGE sql STABLE
  RETURN jsonb_build_object('scope', scope, 'subject', subject, 'meter', meter, 'period', period,
    'periodStart', period_start, 'periodEnd', period_end, 'before', before::text, 'after', after::text);
--> statement-breakpoint

-- Gives back what a hold set aside and counts what its call used: on the counters that it was held on, and on those
-- that count every call of this caller and model in the period of its beginning, also where they were made since.
-- hold: a row of holds, settled already. used: { tokens, requests, charge }. subjects: the counters that count every
-- call; those of the plan count only what was held on them. at: when the call began.
-- spent: [{ lotId, amountNano }], what is taken of each lot for good.
-- Returns the counters that changed: [{ scope, subject, meter, period, periodStart, periodEnd, before, after }].
CREATE OR REPLACE FUNCTION settle_hold(hold uuid, at timestamptz, used jsonb, subjects text[], spent jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  amounts jsonb;
  lots jsonb;
  item jsonb;
  other record;
  amount bigint;
  taken bigint;
  ends timestamptz;
  -- Those that it was held on, each by its whole key.
  done text[] := '{}';
  changed jsonb := '[]';
BEGIN
  PERFORM lock_money();
  SELECT h.amounts, h.lots INTO STRICT amounts, lots FROM holds h
    WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = hold;
  FOR i IN 0..jsonb_array_length(amounts) - 1 LOOP
    item := amounts->i;
    CONTINUE WHEN item->>'subject' = 'tenant';
    amount := (settle_hold.used->>(item->>'meter'))::bigint;
    UPDATE quotas q SET held = q.held - (item->>'amount')::bigint, used = q.used + amount
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = item->>'subject'
        AND q.meter = item->>'meter' AND q.period = item->>'period'
        AND q.period_start = (item->>'periodStart')::timestamptz
      RETURNING q.used, q.period_end INTO taken, ends;
    CONTINUE WHEN NOT FOUND;
    done := done || concat_ws(' ', item->>'subject', item->>'meter', item->>'period', (item->>'periodStart')::timestamptz);
    changed := changed || moved_counter('workspace', item->>'subject', item->>'meter', item->>'period',
      (item->>'periodStart')::timestamptz, ends, taken - amount, taken);
  END LOOP;
  FOR other IN
    UPDATE quotas q SET used = q.used + (settle_hold.used->>q.meter)::bigint
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = ANY (subjects)
        AND q.period_start <= at AND q.period_end > at
        AND concat_ws(' ', q.subject, q.meter, q.period, q.period_start) <> ALL (done)
      RETURNING q.*
  LOOP
    changed := changed || moved_counter('workspace', other.subject, other.meter, other.period, other.period_start,
      other.period_end, other.used - (settle_hold.used->>other.meter)::bigint, other.used);
  END LOOP;
  IF EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = tenant) THEN
    PERFORM lock_company();
    FOR other IN
      UPDATE tenant_quotas q SET used = q.used + (settle_hold.used->>q.meter)::bigint, held = q.held - coalesce((
          SELECT (a->>'amount')::bigint FROM jsonb_array_elements(amounts) a
          WHERE a->>'subject' = q.subject AND a->>'meter' = q.meter AND a->>'period' = q.period
            AND (a->>'periodStart')::timestamptz = q.period_start), 0)
        WHERE q.tenant_id = tenant AND q.period_start <= at AND q.period_end > at
        RETURNING q.*
    LOOP
      changed := changed || moved_counter('tenant', other.subject, other.meter, other.period, other.period_start,
        other.period_end, other.used - (settle_hold.used->>other.meter)::bigint, other.used);
    END LOOP;
  END IF;
  FOR i IN 0..jsonb_array_length(lots) - 1 LOOP
    item := lots->i;
    amount := 0;
    FOR j IN 0..jsonb_array_length(spent) - 1 LOOP
      IF spent->j->>'lotId' = item->>'lotId' THEN
        amount := (spent->j->>'amountNano')::bigint;
      END IF;
    END LOOP;
    UPDATE credit_lots c SET held_nano = c.held_nano - (item->>'amountNano')::bigint, remaining_nano = c.remaining_nano - amount
      WHERE c.tenant_id = tenant AND c.workspace_id = workspace AND c.id = (item->>'lotId')::uuid;
  END LOOP;
  RETURN changed;
END $$;
--> statement-breakpoint

-- Moves the counters that an ended call counted on, where what it used turns out to be other: those that settle_hold
-- changed for it, and those which were made since, as they began with what it had used.
-- hold: of the call. at: when it began. more: { tokens, charge }, below zero = less. subjects: as in settle_hold.
-- Takes the money's lock, also where nothing is added. Returns those that changed, as settle_hold.
CREATE OR REPLACE FUNCTION correct_counters(hold uuid, at timestamptz, more jsonb, subjects text[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  item record;
  amount bigint;
  changed jsonb := '[]';
BEGIN
  PERFORM lock_money();
  FOR item IN
    UPDATE quotas q SET used = greatest(0, q.used + (more->>q.meter)::bigint)
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND (more->>q.meter)::bigint <> 0
        AND ((q.subject = ANY (subjects) AND q.period_start <= at AND q.period_end > at)
          OR EXISTS (SELECT FROM holds h, jsonb_array_elements(h.amounts) a
            WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = hold AND a->>'subject' = q.subject
              AND a->>'meter' = q.meter AND a->>'period' = q.period AND (a->>'periodStart')::timestamptz = q.period_start))
      RETURNING q.*
  LOOP
    amount := (more->>item.meter)::bigint;
    changed := changed || moved_counter('workspace', item.subject, item.meter, item.period, item.period_start,
      item.period_end, item.used - amount, item.used);
  END LOOP;
  IF EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = tenant) THEN
    PERFORM lock_company();
    FOR item IN
      UPDATE tenant_quotas q SET used = greatest(0, q.used + (more->>q.meter)::bigint)
        WHERE q.tenant_id = tenant AND (more->>q.meter)::bigint <> 0 AND q.period_start <= at AND q.period_end > at
        RETURNING q.*
    LOOP
      amount := (more->>item.meter)::bigint;
      changed := changed || moved_counter('tenant', item.subject, item.meter, item.period, item.period_start,
        item.period_end, item.used - amount, item.used);
    END LOOP;
  END IF;
  RETURN changed;
END $$;
--> statement-breakpoint

-- Every statement that writes entries leaves each of its journals at zero.
DROP TRIGGER journal_sums_to_zero ON ledger_entries;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_journal_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong uuid;
BEGIN
  SELECT p.journal_id INTO wrong FROM posted p
    GROUP BY p.tenant_id, p.workspace_id, p.journal_id HAVING sum(p.amount_nano) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % does not sum to zero', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER journal_sums_to_zero AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION check_journal_balance();
--> statement-breakpoint

-- Posts a journal with its entries and moves the balances; entries: [{ account, amountNano, lotId }]. A journal whose
-- kind and operation were posted before is refused by its key. Returns the wallet's balance after it, or null where it
-- does not touch the wallet.
CREATE OR REPLACE FUNCTION post_journal(journal uuid, kind text, operation uuid, at timestamptz, entries jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  wallet bigint;
BEGIN
  PERFORM lock_money();
  WITH moved AS (
    INSERT INTO ledger_balances AS b (tenant_id, workspace_id, account, amount_nano)
      SELECT tenant, workspace, e->>'account', sum((e->>'amountNano')::bigint) FROM jsonb_array_elements(entries) e GROUP BY 3
      ON CONFLICT (tenant_id, workspace_id, account) DO UPDATE SET amount_nano = b.amount_nano + excluded.amount_nano
      RETURNING b.account, b.amount_nano)
  SELECT -m.amount_nano INTO wallet FROM moved m WHERE m.account = 'wallet';
  INSERT INTO ledger_journals (tenant_id, workspace_id, id, kind, operation_id, wallet_after_nano, created_at)
    VALUES (tenant, workspace, journal, kind, operation, wallet, at);
  INSERT INTO ledger_entries (tenant_id, workspace_id, journal_id, line, account, lot_id, amount_nano)
    SELECT tenant, workspace, journal, n, e->>'account', (e->>'lotId')::uuid, (e->>'amountNano')::bigint
    FROM jsonb_array_elements(entries) WITH ORDINALITY AS x(e, n);
  RETURN wallet;
END $$;
--> statement-breakpoint

-- Adds a call, or what a correction changes of one, to the sums of its day, member, model, funding and key. A
-- correction brings differences, which may be below zero. api_key_id: null for none.
DROP FUNCTION add_usage_day(jsonb);
--> statement-breakpoint
CREATE FUNCTION add_usage_day(sums usage_daily) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, requests,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano, charge_nano,
      absorbed_nano)
    VALUES (context_tenant(), context_workspace(), sums.day, sums.user_id, sums.model_id, sums.funding,
      coalesce(sums.api_key_id, '00000000-0000-0000-0000-000000000000'), sums.requests, sums.input_tokens,
      sums.cached_input_tokens, sums.cache_write_tokens, sums.output_tokens, sums.reasoning_tokens, sums.cost_nano,
      sums.charge_nano, sums.absorbed_nano)
    ON CONFLICT (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id) DO UPDATE SET
      requests = d.requests + excluded.requests, input_tokens = d.input_tokens + excluded.input_tokens,
      cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano = d.cost_nano + excluded.cost_nano,
      charge_nano = d.charge_nano + excluded.charge_nano, absorbed_nano = d.absorbed_nano + excluded.absorbed_nano;
END $$;
--> statement-breakpoint

-- Books an ended call in one round trip, as a busy workspace waits for each: its receipt, the counters and lots of its
-- hold, its journal (journal: { id, entries }; without entries there is none), the sums of its day.
-- receipt: a row of token_usage. local_day: the workspace's own on which it began. requests: 0 = it gave nothing.
-- subjects, spent: as settle_hold. Returns { changed: as settle_hold, walletNano: as post_journal }.
DROP FUNCTION book_call(uuid, timestamptz, jsonb, text[], jsonb, jsonb, jsonb);
--> statement-breakpoint
CREATE FUNCTION book_call(
  receipt jsonb, local_day date, requests integer, subjects text[], spent jsonb, journal jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  row_of token_usage;
  sums usage_daily;
  changed jsonb;
  wallet bigint;
BEGIN
  INSERT INTO token_usage SELECT * FROM jsonb_populate_record(NULL::token_usage, receipt) RETURNING * INTO row_of;
  changed := settle_hold(row_of.id, row_of.created_at,
    jsonb_build_object('tokens', row_of.metered_tokens, 'requests', requests, 'charge', row_of.charge_nano), subjects, spent);
  IF jsonb_array_length(journal->'entries') > 0 THEN
    wallet := post_journal((journal->>'id')::uuid, 'usage', row_of.id, row_of.created_at, journal->'entries');
  END IF;
  sums := jsonb_populate_record(NULL::usage_daily, receipt);
  sums.day := local_day;
  sums.requests := 1;
  PERFORM add_usage_day(sums);
  RETURN jsonb_build_object('changed', changed, 'walletNano', wallet::text);
END $$;
--> statement-breakpoint

SET LOCAL ROLE geko_system;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION system.expired_lots(at timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, l.workspace_id FROM credit_lots l
  WHERE l.is_open AND l.expires_at <= at AND l.remaining_nano > l.held_nano
  GROUP BY 1, 2 ORDER BY min(l.expires_at) LIMIT most
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint

-- Plans are made once a session: they look up rows by whole keys, and making one costs more than running it.
ALTER FUNCTION take_hold(jsonb) SET plan_cache_mode = force_generic_plan;
--> statement-breakpoint
ALTER FUNCTION book_call(jsonb, date, integer, text[], jsonb, jsonb) SET plan_cache_mode = force_generic_plan;
--> statement-breakpoint

-- Rows that every call changes leave room on their pages for the next version, so that no index has to know of it.
ALTER TABLE quotas SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE tenant_quotas SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE ledger_balances SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE credit_lots SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE usage_daily SET (fillfactor = 70);
