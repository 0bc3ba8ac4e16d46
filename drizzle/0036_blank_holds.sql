ALTER TABLE "holds" ADD COLUMN "is_blank" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
CREATE INDEX "holds_blank" ON "holds" USING btree ("tenant_id") WHERE is_blank;
--> statement-breakpoint

-- Blank holds (packages/services/src/policy/blanks.ts): a block of them is taken in one step for calls that are likely to
-- come, and each is a hold like any other, which the counters and lots know of. A call that comes takes one of them without
-- asking, whoever's it is as long as it is held on the same counters. Those that nobody took are given back.

-- Of whose process nothing was heard for a whole lease. Blank ones were taken by no call, or by one of its last moments.
SET LOCAL ROLE geko_system;
--> statement-breakpoint
DROP FUNCTION system.expired_leases;
--> statement-breakpoint
CREATE FUNCTION system.expired_leases(most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, turn_id uuid, is_blank boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.tenant_id, h.workspace_id, h.id, h.is_blank FROM holds h
  WHERE h.status = 'held' AND h.lease_until < now() ORDER BY h.lease_until LIMIT most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.expired_leases FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.expired_leases TO geko_app;
--> statement-breakpoint
-- As it was; what is held ahead does not run.
CREATE OR REPLACE FUNCTION system.overview(since timestamptz)
RETURNS TABLE (tenants bigint, workspaces bigint, running_turns bigint,
               requests bigint, tokens bigint, cost_nano numeric, charge_nano numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT
    (SELECT count(*) FROM tenants),
    (SELECT count(*) FROM workspaces WHERE deleted_at IS NULL),
    (SELECT count(*) FROM holds WHERE status = 'held' AND NOT is_blank),
    count(*),
    coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens), 0)::bigint,
    coalesce(sum(u.cost_nano), 0),
    coalesce(sum(u.charge_nano), 0)
  FROM token_usage u WHERE u.created_at >= since
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint

GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
-- How many blank holds the context's company has out. Who asks holds the lock of the money that they bear on.
CREATE FUNCTION system.count_blanks() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM holds h WHERE h.tenant_id = context_tenant() AND h.is_blank AND h.status = 'held'
$$;
--> statement-breakpoint

-- Asks every process for the blank holds that it has of a company, and answers how many are out by now.
-- calls: [{ tenant }].
CREATE FUNCTION system.recall_blanks(calls jsonb) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('geko_blanks', c.tenant::text) FROM jsonb_to_recordset(calls) AS c(tenant uuid);
  RETURN QUERY
    SELECT (SELECT count(*) FROM holds h WHERE h.tenant_id = c.tenant AND h.is_blank AND h.status = 'held')
    FROM ROWS FROM (jsonb_to_recordset(calls) AS (tenant uuid)) WITH ORDINALITY AS c(tenant, nth) ORDER BY c.nth;
END $$;
--> statement-breakpoint

-- Takes blocks of blank holds, each in one step or not at all, by take_hold.
-- calls: [{ tenant, place, ids, output, asked }]. ids: of its holds. asked: as take_hold_of takes it, for all of them as
-- one hold, the first; without output. output: what each of them may have.
-- Answers of each what take_hold does; amounts and lots are those of one hold. Refused is also what more than one lot
-- would have to pay for.
CREATE FUNCTION system.take_blocks(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  answer jsonb;
  each jsonb;
BEGIN
  PERFORM system.lock_money_of(calls);
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(tenant uuid, place uuid, ids uuid[], output integer, asked jsonb) LOOP
    PERFORM set_config('app.tenant_id', c.tenant::text, true), set_config('app.workspace_id', c.place::text, true);
    answer := system.take_hold_of(c.asked);
    IF jsonb_array_length(answer->'lots') > 1 THEN
      PERFORM system.release_hold(c.ids[1]);
      answer := answer || '{"option": null}';
    END IF;
    IF answer->'option' <> 'null' THEN
      SELECT jsonb_build_object(
        'amounts', (SELECT coalesce(jsonb_agg(a.item || jsonb_build_object('amount',
            ((a.item->>'amount')::bigint / cardinality(c.ids))::text) ORDER BY a.nth), '[]')
          FROM jsonb_array_elements(answer->'amounts') WITH ORDINALITY AS a(item, nth)),
        'lots', (SELECT coalesce(jsonb_agg(l.item || jsonb_build_object('amountNano',
            ((l.item->>'amountNano')::bigint / cardinality(c.ids))::text)), '[]')
          FROM jsonb_array_elements(answer->'lots') AS l(item))) INTO each;
      answer := answer || each;
      UPDATE holds h SET is_blank = true, max_output_tokens = c.output, amounts = each->'amounts', lots = each->'lots'
        WHERE h.tenant_id = c.tenant AND h.workspace_id = c.place AND h.id = c.ids[1];
      INSERT INTO holds (tenant_id, workspace_id, id, status, input_tokens, max_output_tokens, amounts, lots, funding,
          markup_bps, price_version, api_key_id, lease_until, created_at, user_id, model_id, is_blank)
        SELECT h.tenant_id, h.workspace_id, i.id, h.status, h.input_tokens, h.max_output_tokens, h.amounts, h.lots,
          h.funding, h.markup_bps, h.price_version, h.api_key_id, h.lease_until, h.created_at, h.user_id, h.model_id, true
        FROM holds h CROSS JOIN unnest(c.ids[2:]) AS i(id)
        WHERE h.tenant_id = c.tenant AND h.workspace_id = c.place AND h.id = c.ids[1];
    END IF;
    RETURN NEXT answer;
  END LOOP;
END $$;
--> statement-breakpoint

-- Gives back what blank holds have set aside, and forgets them.
-- calls: [{ tenant, place, ids, only_expired }]. only_expired: those whose lease has run out.
-- Answers of each how many were there to be given back.
CREATE FUNCTION system.return_blanks(calls jsonb) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM system.lock_money_of(calls);
  PERFORM lock_company_at(c.tenant) FROM (
    SELECT DISTINCT c.tenant FROM jsonb_to_recordset(calls) AS c(tenant uuid)
      WHERE EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = c.tenant) ORDER BY 1) c;
  RETURN QUERY
    WITH given AS MATERIALIZED (
      SELECT c.nth, c.tenant, c.place, c.only_expired, i.id
      FROM ROWS FROM (jsonb_to_recordset(calls) AS (tenant uuid, place uuid, ids uuid[], only_expired boolean))
          WITH ORDINALITY AS c(tenant, place, ids, only_expired, nth)
        LEFT JOIN LATERAL unnest(c.ids) AS i(id) ON true),
    gone AS (
      DELETE FROM holds h USING given g
        WHERE h.tenant_id = g.tenant AND h.workspace_id = g.place AND h.id = g.id AND h.status = 'held' AND h.is_blank
          AND (NOT g.only_expired OR h.lease_until < clock_timestamp())
        RETURNING g.nth, h.tenant_id, h.workspace_id, h.amounts, h.lots),
    amounts AS MATERIALIZED (
      SELECT g.tenant_id, g.workspace_id, a.subject, a.meter, a.period, a."periodStart" AS period_start,
        sum(a.amount)::bigint AS held
      FROM gone g CROSS JOIN LATERAL jsonb_to_recordset(g.amounts)
        AS a(subject text, meter text, period text, "periodStart" timestamptz, amount bigint)
      GROUP BY 1, 2, 3, 4, 5, 6),
    counted AS (
      UPDATE quotas q SET held = q.held - a.held FROM amounts a
        WHERE q.tenant_id = a.tenant_id AND q.workspace_id = a.workspace_id AND q.subject = a.subject
          AND q.meter = a.meter AND q.period = a.period AND q.period_start = a.period_start),
    company_counted AS (
      UPDATE tenant_quotas q SET held = q.held - a.held FROM (
          SELECT a.tenant_id, a.subject, a.meter, a.period, a.period_start, sum(a.held)::bigint AS held FROM amounts a
          GROUP BY 1, 2, 3, 4, 5) a
        WHERE q.tenant_id = a.tenant_id AND q.subject = a.subject AND q.meter = a.meter AND q.period = a.period
          AND q.period_start = a.period_start),
    paid AS (
      UPDATE credit_lots l SET held_nano = l.held_nano - t.held FROM (
          SELECT g.tenant_id, g.workspace_id, t."lotId" AS lot, sum(t."amountNano")::bigint AS held
          FROM gone g CROSS JOIN LATERAL jsonb_to_recordset(g.lots) AS t("lotId" uuid, "amountNano" bigint)
          GROUP BY 1, 2, 3) t
        WHERE l.tenant_id = t.tenant_id AND l.workspace_id = t.workspace_id AND l.id = t.lot)
    SELECT (SELECT count(*) FROM gone o WHERE o.nth = g.nth) FROM (SELECT DISTINCT nth FROM given) g ORDER BY g.nth;
END $$;
--> statement-breakpoint

-- Prolongs the leases of running calls that belong to no turn; of one that took a blank hold it is known from here on.
-- calls: [{ tenant, place, id, lease_ms, started_at, person, api_key }].
-- Answers of each whether it is still held.
CREATE FUNCTION system.renew_leases(calls jsonb) RETURNS SETOF boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  is_held boolean;
BEGIN
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(tenant uuid, place uuid, id uuid, lease_ms integer,
      started_at timestamptz, person uuid, api_key uuid) LOOP
    -- A hold that was just taken anew, of the same id, is seen at the second look only.
    FOR look IN 1..2 LOOP
      UPDATE holds h SET lease_until = clock_timestamp() + c.lease_ms * interval '1 millisecond', is_blank = false,
          created_at = CASE WHEN h.is_blank THEN c.started_at ELSE h.created_at END,
          user_id = CASE WHEN h.is_blank THEN c.person ELSE h.user_id END,
          api_key_id = CASE WHEN h.is_blank THEN c.api_key ELSE h.api_key_id END
        WHERE h.tenant_id = c.tenant AND h.workspace_id = c.place AND h.id = c.id AND h.status = 'held';
      is_held := FOUND;
      EXIT WHEN is_held;
    END LOOP;
    RETURN NEXT is_held;
  END LOOP;
END $$;
--> statement-breakpoint

-- Books ended calls, as many as there are in one statement over all of them: closes their holds, keeps their receipts, gives
-- back what the holds set aside, counts what the calls used, posts their journals, adds to the sums of their days.
-- Counted is on the counters that a call was held on, and on those that count every call of its caller and model in the
-- period of its beginning, also where they were made since; those of the plan count only what was held on them.
-- calls: [{ tenant, place, receipt, local_day, at, requests, subjects, touched, held, lots, held_nano, spent_nano, journal,
-- accounts, amounts_nano, lot_ids, kept }].
-- receipt: a row of token_usage; its workspace is the call's. local_day: the workspace's own on which the call began.
-- at: when it ended. requests: what the counters count, 0 = it gave nothing. subjects: those that count every call.
-- held: { counter_key: amount } as the hold has it. touched: subjects and those of held.
-- kept: null without; what a hold that it took blank is narrowed to as it is closed: { input_tokens, max_output_tokens,
-- amounts, lots }; whose it is the receipt tells.
-- lots, held_nano, spent_nano: what the hold has set aside of which lot, and what is taken of it for good.
-- journal, accounts, amounts_nano, lot_ids: as enter_journal; without entries there is no journal.
-- Returns { booked: the ids of those whose hold was there to be closed, changed: the counters that moved, each with its
-- tenant and, of a workspace, place; wallets: [{ tenant, place, before, after }], those that were touched }.
CREATE OR REPLACE FUNCTION system.book_calls(calls jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
-- A plan is made once, when the tables may still be empty.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  answer jsonb;
BEGIN
  -- From here to the commit the workspaces' other calls wait.
  PERFORM system.lock_money_of(calls);
  PERFORM lock_company_at(c.tenant) FROM (
    SELECT DISTINCT c.tenant FROM jsonb_to_recordset(calls) AS c(tenant uuid)
      WHERE EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = c.tenant) ORDER BY 1) c;
  WITH given AS MATERIALIZED (
    SELECT c.*, r AS call, row_number() OVER () AS nth
    FROM jsonb_to_recordset(calls) AS c(tenant uuid, place uuid, receipt jsonb, local_day date, at timestamptz,
        requests integer, subjects text[], touched text[], held jsonb, lots uuid[], held_nano bigint[],
        spent_nano bigint[], journal uuid, accounts text[], amounts_nano bigint[], lot_ids uuid[], kept jsonb)
      CROSS JOIN LATERAL jsonb_populate_record(NULL::token_usage,
        c.receipt || jsonb_build_object('tenant_id', c.tenant, 'workspace_id', c.place)) r),
  -- Not by the index of those that are held: on an empty table it is as good as the primary key.
  closed AS (
    UPDATE holds h SET status = 'settled', settled_at = g.at, is_blank = false,
        input_tokens = coalesce((g.kept->>'input_tokens')::integer, h.input_tokens),
        max_output_tokens = coalesce((g.kept->>'max_output_tokens')::integer, h.max_output_tokens),
        amounts = coalesce(g.kept->'amounts', h.amounts), lots = coalesce(g.kept->'lots', h.lots),
        user_id = CASE WHEN g.kept IS NULL THEN h.user_id ELSE (g.call).user_id END,
        api_key_id = CASE WHEN g.kept IS NULL THEN h.api_key_id ELSE (g.call).api_key_id END
      FROM given g
      WHERE h.tenant_id = g.tenant AND h.workspace_id = g.place AND h.id = (g.call).id AND h.status <> 'settled'
      RETURNING g.nth),
  live AS MATERIALIZED (SELECT g.* FROM given g WHERE g.nth IN (SELECT c.nth FROM closed c)),
  kept AS (
    INSERT INTO token_usage SELECT (l.call).* FROM live l),
  counts AS (
    SELECT q.tenant_id, q.workspace_id, q.subject, q.meter, q.period, q.period_start,
      sum(metered(q.meter, (l.call).metered_tokens, l.requests, (l.call).charge_nano))::bigint AS used,
      sum(coalesce((l.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0))::bigint AS held
    FROM live l
      JOIN quotas q ON q.tenant_id = l.tenant AND q.workspace_id = l.place AND q.subject = ANY (l.touched)
    WHERE l.held ? counter_key(q.subject, q.meter, q.period, q.period_start) OR (q.subject = ANY (l.subjects) AND q.period_start <= (l.call).created_at
      AND q.period_end > (l.call).created_at)
    GROUP BY 1, 2, 3, 4, 5, 6),
  counted AS (
    UPDATE quotas q SET used = q.used + c.used, held = q.held - c.held FROM counts c
      WHERE q.tenant_id = c.tenant_id AND q.workspace_id = c.workspace_id AND q.subject = c.subject AND q.meter = c.meter
        AND q.period = c.period AND q.period_start = c.period_start
      RETURNING moved_counter('workspace', q.subject, q.meter, q.period, q.period_start, q.period_end, q.used - c.used, q.used)
        || jsonb_build_object('tenant', q.tenant_id, 'place', q.workspace_id) AS line),
  company_counts AS (
    SELECT q.tenant_id, q.subject, q.meter, q.period, q.period_start,
      sum(metered(q.meter, (l.call).metered_tokens, l.requests, (l.call).charge_nano))::bigint AS used,
      sum(coalesce((l.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0))::bigint AS held
    FROM live l
      JOIN tenant_quotas q ON q.tenant_id = l.tenant AND q.period_start <= (l.call).created_at
        AND q.period_end > (l.call).created_at
    GROUP BY 1, 2, 3, 4, 5),
  company_counted AS (
    UPDATE tenant_quotas q SET used = q.used + c.used, held = q.held - c.held FROM company_counts c
      WHERE q.tenant_id = c.tenant_id AND q.subject = c.subject AND q.meter = c.meter AND q.period = c.period
        AND q.period_start = c.period_start
      RETURNING moved_counter('tenant', q.subject, q.meter, q.period, q.period_start, q.period_end, q.used - c.used, q.used)
        || jsonb_build_object('tenant', q.tenant_id) AS line),
  taken AS (
    SELECT l.tenant, l.place, o.lot, sum(o.held)::bigint AS held, sum(o.spent)::bigint AS spent
    FROM live l CROSS JOIN LATERAL unnest(l.lots, l.held_nano, l.spent_nano) AS o(lot, held, spent)
    GROUP BY 1, 2, 3),
  paid AS (
    UPDATE credit_lots l SET held_nano = l.held_nano - t.held, remaining_nano = l.remaining_nano - t.spent FROM taken t
      WHERE l.tenant_id = t.tenant AND l.workspace_id = t.place AND l.id = t.lot),
  moves AS MATERIALIZED (
    SELECT l.nth, l.tenant, l.place, e.account, sum(e.amount) AS amount
    FROM live l CROSS JOIN LATERAL unnest(l.accounts, l.amounts_nano) AS e(account, amount)
    GROUP BY 1, 2, 3, 4),
  balances AS (
    INSERT INTO ledger_balances AS b (tenant_id, workspace_id, account, amount_nano)
      SELECT m.tenant, m.place, m.account, sum(m.amount) FROM moves m GROUP BY 1, 2, 3
      ON CONFLICT (tenant_id, workspace_id, account) DO UPDATE SET amount_nano = b.amount_nano + excluded.amount_nano
      RETURNING b.tenant_id, b.workspace_id, b.account, b.amount_nano),
  -- Each journal tells of the wallet after it, and not after those that follow in the same statement.
  purses AS MATERIALIZED (
    SELECT m.nth, m.tenant, m.place, -b.amount_nano AS at_last, -m.amount AS moved,
      sum(-m.amount) OVER (PARTITION BY m.tenant, m.place ORDER BY m.nth DESC) AS since
    FROM moves m
      JOIN balances b ON b.tenant_id = m.tenant AND b.workspace_id = m.place AND b.account = m.account
    WHERE m.account = 'wallet'),
  posted AS (
    INSERT INTO ledger_journals (tenant_id, workspace_id, id, kind, operation_id, wallet_after_nano, accounts, amounts_nano,
        lot_ids, created_at)
      SELECT l.tenant, l.place, l.journal, 'usage', (l.call).id, p.at_last - (p.since - p.moved), l.accounts,
        l.amounts_nano, l.lot_ids, (l.call).created_at
      FROM live l LEFT JOIN purses p ON p.nth = l.nth
      WHERE cardinality(l.accounts) > 0),
  days AS (
    INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, requests,
        input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, images, characters,
        seconds, cost_nano, charge_nano, absorbed_nano)
      SELECT l.tenant, l.place, l.local_day, (l.call).user_id, (l.call).model_id, (l.call).funding,
        coalesce((l.call).api_key_id, '00000000-0000-0000-0000-000000000000'), count(*), sum((l.call).input_tokens),
        sum((l.call).cached_input_tokens), sum((l.call).cache_write_tokens), sum((l.call).output_tokens),
        sum((l.call).reasoning_tokens), sum((l.call).images), sum((l.call).characters), sum((l.call).seconds),
        sum((l.call).cost_nano), sum((l.call).charge_nano), sum((l.call).absorbed_nano)
      FROM live l GROUP BY 1, 2, 3, 4, 5, 6, 7
      ON CONFLICT (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id) DO UPDATE SET
        requests = d.requests + excluded.requests, input_tokens = d.input_tokens + excluded.input_tokens,
        cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
        cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = d.output_tokens + excluded.output_tokens,
        reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, images = d.images + excluded.images,
        characters = d.characters + excluded.characters, seconds = d.seconds + excluded.seconds,
        cost_nano = d.cost_nano + excluded.cost_nano, charge_nano = d.charge_nano + excluded.charge_nano,
        absorbed_nano = d.absorbed_nano + excluded.absorbed_nano)
  SELECT jsonb_build_object(
    'booked', (SELECT coalesce(jsonb_agg((l.call).id), '[]') FROM live l),
    'changed', (SELECT coalesce(jsonb_agg(c.line), '[]')
      FROM (SELECT line FROM counted UNION ALL SELECT line FROM company_counted) c),
    'wallets', (SELECT coalesce(jsonb_agg(jsonb_build_object('tenant', p.tenant, 'place', p.place,
        'before', (p.at_last - p.since)::text, 'after', p.at_last::text)), '[]')
      FROM (SELECT DISTINCT ON (tenant, place) * FROM purses ORDER BY tenant, place, nth) p))
    INTO answer;
  RETURN answer;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['count_blanks', 'recall_blanks', 'take_blocks', 'return_blanks', 'renew_leases'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION system.%I FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION system.%I TO geko_app', f);
  END LOOP;
END $$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
--> statement-breakpoint
-- The keeper takes blocks as programs take holds.
GRANT EXECUTE ON FUNCTION system.take_hold_of TO geko_keeper;
--> statement-breakpoint

-- As it was, and a refusal says how many blank holds of the company are out: what they set aside may come back.
CREATE OR REPLACE FUNCTION system.take_hold_of(asked jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  answer jsonb;
BEGIN
  SELECT * INTO c FROM jsonb_to_record(asked) AS x(scopes text[], subjects text[], meters text[], periods text[],
    starts timestamptz[], ends timestamptz[], fundings text[], markups integer[], rooms bigint[], fixed bigint[],
    per_output bigint[], funds_fixed bigint[], funds_per_output bigint[], desired bigint, minimum bigint,
    comfortable bigint, at timestamptz, hold uuid, input_tokens integer, price_version integer, api_key uuid,
    lease_ms integer, caller uuid, model text, images integer, image_kind text, characters integer, seconds integer);
  answer := system.take_hold(c.scopes, c.subjects, c.meters, c.periods, c.starts, c.ends, c.fundings, c.markups, c.rooms,
    c.fixed, c.per_output, c.funds_fixed, c.funds_per_output, c.desired, c.minimum, c.comfortable, c.at, c.hold,
    c.input_tokens, c.price_version, c.api_key, c.lease_ms, c.caller, c.model, c.images, c.image_kind, c.characters,
    c.seconds);
  IF answer->'option' = 'null' AND c.hold IS NOT NULL THEN
    answer := answer || jsonb_build_object('blanks', system.count_blanks());
  END IF;
  RETURN answer;
END $$;
