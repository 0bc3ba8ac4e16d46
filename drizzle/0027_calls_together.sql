-- The calls that come, open or end at the same time go in one statement, a transaction for all: what a statement costs
-- beside its work is paid once. Each function takes an array of calls and answers a row for each, in their order. One
-- of them that fails takes all with it, and nothing is changed: they are asked one by one then
-- (packages/db/src/together.ts). What money they touch is locked before, in one order, so that no two batches wait for
-- each other.
DROP FUNCTION system.enter_call;
--> statement-breakpoint
DROP FUNCTION system.open_call;
--> statement-breakpoint
DROP FUNCTION system.settle_call;
--> statement-breakpoint

-- As limits_lock_key, lock_money and lock_company, for who works on several workspaces at once.
CREATE FUNCTION limits_lock_key_of(tenant uuid) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN hashtextextended('limits ' || tenant::text, 0);
--> statement-breakpoint
CREATE OR REPLACE FUNCTION limits_lock_key() RETURNS bigint LANGUAGE sql STABLE
  RETURN limits_lock_key_of(context_tenant());
--> statement-breakpoint
CREATE FUNCTION lock_money_at(tenant uuid, place uuid) RETURNS text LANGUAGE sql
  RETURN concat(pg_advisory_xact_lock_shared(limits_lock_key_of(tenant)),
    pg_advisory_xact_lock(hashtextextended('money ' || place::text, 0)));
--> statement-breakpoint
CREATE OR REPLACE FUNCTION lock_money() RETURNS text LANGUAGE sql
  RETURN lock_money_at(context_tenant(), context_workspace());
--> statement-breakpoint
CREATE FUNCTION lock_company_at(tenant uuid) RETURNS void LANGUAGE sql
  RETURN pg_advisory_xact_lock(hashtextextended('company ' || tenant::text, 0));
--> statement-breakpoint
CREATE OR REPLACE FUNCTION lock_company() RETURNS void LANGUAGE sql
  RETURN lock_company_at(context_tenant());
--> statement-breakpoint

-- take_hold, its arguments by name.
CREATE FUNCTION system.take_hold_of(asked jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
BEGIN
  SELECT * INTO c FROM jsonb_to_record(asked) AS x(scopes text[], subjects text[], meters text[], periods text[],
    starts timestamptz[], ends timestamptz[], fundings text[], markups integer[], rooms bigint[], fixed bigint[],
    per_output bigint[], funds_fixed bigint[], funds_per_output bigint[], desired bigint, minimum bigint,
    comfortable bigint, at timestamptz, hold uuid, input_tokens integer, price_version integer, api_key uuid,
    lease_ms integer, caller uuid, model text, images integer, image_kind text, characters integer, seconds integer);
  RETURN system.take_hold(c.scopes, c.subjects, c.meters, c.periods, c.starts, c.ends, c.fundings, c.markups, c.rooms,
    c.fixed, c.per_output, c.funds_fixed, c.funds_per_output, c.desired, c.minimum, c.comfortable, c.at, c.hold,
    c.input_tokens, c.price_version, c.api_key, c.lease_ms, c.caller, c.model, c.images, c.image_kind, c.characters,
    c.seconds);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.take_hold_of FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.take_hold_of TO geko_app;
--> statement-breakpoint

-- Locks the money of the workspaces of all these calls as lock_money does, in one order. Who is of a batch does not wait
-- long: it is better asked alone.
-- calls: [{ tenant, place }].
CREATE FUNCTION system.lock_money_of(calls jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  w record;
  locked text;
BEGIN
  IF jsonb_array_length(calls) > 1 THEN
    PERFORM set_config('lock_timeout', '1s', true);
  END IF;
  FOR w IN SELECT DISTINCT c.tenant, c.place FROM jsonb_to_recordset(calls) AS c(tenant uuid, place uuid) ORDER BY 1, 2 LOOP
    locked := lock_money_at(w.tenant, w.place);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.lock_money_of FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.lock_money_of TO geko_app, geko_keeper;
--> statement-breakpoint

-- What somebody comes into a workspace with, which is not deleted; one row a member. plan: what the operator has changed of it.
CREATE VIEW member_entries WITH (security_invoker = true) AS
  SELECT w.tenant_id, w.id AS workspace_id, m.user_id, m.role, m.custom_role_id, r.name AS role_name,
    CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
      SELECT p.permission FROM role_permissions p
      WHERE p.tenant_id = m.tenant_id AND p.workspace_id = m.workspace_id AND p.role_id = m.custom_role_id) END AS permissions,
    s.plan_id, o.plan, w.time_zone, w.name, w.icon_id, w.created_at
  FROM workspaces w
    JOIN workspace_members m ON m.tenant_id = w.tenant_id AND m.workspace_id = w.id
    JOIN workspace_subscriptions s ON s.tenant_id = w.tenant_id AND s.workspace_id = w.id
    LEFT JOIN plan_overrides o ON o.plan_id = s.plan_id
    LEFT JOIN workspace_roles r
      ON r.tenant_id = m.tenant_id AND r.workspace_id = m.workspace_id AND r.id = m.custom_role_id
  WHERE w.deleted_at IS NULL;
--> statement-breakpoint
GRANT SELECT ON member_entries TO geko_app, geko_system;
--> statement-breakpoint
GRANT SELECT ON catalogue_version TO geko_system;
--> statement-breakpoint
-- As it was, by the view.
CREATE OR REPLACE FUNCTION enter_workspace(caller uuid, workspace uuid, keeps_role boolean DEFAULT false)
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
    SELECT e.tenant_id, e.role, e.custom_role_id, e.role_name, e.permissions, e.plan_id, e.plan, e.time_zone, e.name,
      e.icon_id, e.created_at
    FROM member_entries e WHERE e.tenant_id = tenant AND e.workspace_id = workspace AND e.user_id = caller;
END $$;
--> statement-breakpoint

-- Who programs at the door are, what each may, and all that admission looks at before it knows the model.
-- calls: [{ hash, person, place, api_key }]. hash: of the key that is shown; null = person and place are known.
-- Answers nth: from 1; person, api_key: whose operations are counted; found: null for a key that nobody has, else { key, userId,
-- workspaceId, entry }. entry null = the person is not of the workspace; else what they come into it with, and
-- seen: their role_mark, for open_calls.
CREATE FUNCTION system.find_entries(calls jsonb) RETURNS TABLE (nth bigint, person uuid, api_key uuid, found jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
-- A plan is made once, when the tables may still be empty.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  markups jsonb := (SELECT coalesce(jsonb_object_agg(m.scope, m.bps), '{}') FROM markups m);
  version text := (SELECT v.version::text FROM catalogue_version v);
BEGIN
  RETURN QUERY
    WITH asked AS MATERIALIZED (
      SELECT c.nth, coalesce(k.user_id, c.person) AS person, coalesce(k.workspace_id, c.place) AS place,
        coalesce(k.id, c.api_key) AS api_key, c.hash IS NULL OR k.id IS NOT NULL AS is_known,
        CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('id', k.id, 'scopes', k.scopes, 'modelIds', k.model_ids,
          'expiresAt', k.expires_at, 'lastUsedAt', k.last_used_at) END AS key
      FROM ROWS FROM (jsonb_to_recordset(calls) AS (hash text, person uuid, place uuid, api_key uuid))
          WITH ORDINALITY AS c(hash, person, place, api_key, nth)
        LEFT JOIN api_keys k ON k.key_hash = c.hash AND k.revoked_at IS NULL)
    SELECT a.nth, a.person, a.api_key, CASE WHEN a.is_known THEN jsonb_build_object('key', a.key, 'userId', a.person,
        'workspaceId', a.place, 'entry', CASE WHEN e.tenant_id IS NOT NULL THEN to_jsonb(e) || jsonb_build_object(
          'seen', role_mark(e.role, e.custom_role_id, e.permissions),
          'catalogue', version,
          'limits', (SELECT coalesce(jsonb_agg(l), '[]') FROM (
              SELECT id, subject_kind, subject_id, meter, cap::text, period, anchor_at, overflow, null AS time_zone
              FROM limits
              WHERE tenant_id = e.tenant_id AND workspace_id = a.place
                AND (subject_kind IN ('workspace', 'each_member', 'model')
                  OR (subject_kind = 'member' AND subject_id = a.person::text)
                  OR (subject_kind = 'key' AND subject_id = a.api_key::text))
              UNION ALL
              SELECT id, 'tenant', '', meter, cap::text, period, anchor_at, overflow, time_zone FROM tenant_limits
              WHERE tenant_id = e.tenant_id
              ORDER BY subject_kind, meter, period, id) l),
          'models', (SELECT coalesce(jsonb_agg(jsonb_build_object('modelId', model_id, 'isEnabled', is_enabled,
              'markupBps', markup_bps)), '[]') FROM workspace_models
              WHERE tenant_id = e.tenant_id AND workspace_id = a.place),
          'markups', markups) END) END
    FROM asked a
      LEFT JOIN workspace_members m ON m.user_id = a.person AND m.workspace_id = a.place
      LEFT JOIN member_entries e ON e.tenant_id = m.tenant_id AND e.workspace_id = a.place AND e.user_id = a.person
    ORDER BY a.nth;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.find_entries FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.find_entries TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.find_entries OWNER TO geko_system;
--> statement-breakpoint

-- Programs at the door: find_entries, with the count of their operations.
-- calls: as find_entries, and of each counter: where its operations are counted, its own name is put behind, null = not here;
-- window_ms.
-- Answers what it has found, and deleteAfter: when the person's account is erased; counted: { counted, resetsInMs }, null =
-- not here.
CREATE FUNCTION system.enter_calls(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
  -- A count may be lost with the machine: nobody waits for the disk.
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
    WITH entries AS MATERIALIZED (SELECT * FROM system.find_entries(calls)),
    asked AS MATERIALIZED (
      SELECT e.nth, c.window_ms, c.counter || coalesce(e.api_key, e.person) AS key
      FROM ROWS FROM (jsonb_to_recordset(calls) AS (counter text, window_ms integer))
          WITH ORDINALITY AS c(counter, window_ms, nth)
        JOIN entries e ON e.nth = c.nth
      WHERE c.counter IS NOT NULL AND e.found IS NOT NULL),
    counts AS MATERIALIZED (
      SELECT s.key, o.counted, o.resets_in_ms
      FROM (SELECT a.key, count(*)::integer AS operations, max(a.window_ms) AS window_ms FROM asked a
          GROUP BY 1 ORDER BY 1) s
        CROSS JOIN LATERAL system.count_operations(s.key, s.operations, s.window_ms) o)
    -- Of several by one key each is told its own place in the count.
    SELECT e.found || jsonb_build_object('deleteAfter', u.delete_after, 'counted', CASE WHEN a.nth IS NOT NULL THEN jsonb_build_object(
        'counted', c.counted - (SELECT count(*) FROM asked f WHERE f.key = a.key AND f.nth > a.nth),
        'resetsInMs', c.resets_in_ms) END)
    FROM entries e
      LEFT JOIN users u ON u.id = e.person
      LEFT JOIN asked a ON a.nth = e.nth
      LEFT JOIN counts c ON c.key = a.key
    ORDER BY e.nth;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.enter_calls FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.enter_calls TO geko_app;
--> statement-breakpoint

-- take_hold for programs that came in by enter_calls.
-- calls: [{ person, tenant, place, seen, used_key, asked }]. seen: what they might do then. used_key: is noted as used now;
-- null = none, or it was a moment ago. asked: as take_hold_of takes it.
-- Answers null where they may not do any more what they might; else what take_hold does. Their row in the team stays as it
-- is to the end, as in enter_workspace with keeps_role.
CREATE FUNCTION system.open_calls(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  mark text;
BEGIN
  PERFORM system.lock_money_of(calls);
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(person uuid, tenant uuid, place uuid, seen text, used_key uuid,
      asked jsonb) LOOP
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    SELECT role_mark(m.role, m.custom_role_id, CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
        SELECT p.permission FROM role_permissions p
        WHERE p.tenant_id = c.tenant AND p.workspace_id = c.place AND p.role_id = m.custom_role_id) END)
      INTO mark FROM workspace_members m
      WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.user_id = c.person FOR SHARE OF m;
    IF mark IS DISTINCT FROM c.seen THEN
      RETURN NEXT NULL::jsonb;
      CONTINUE;
    END IF;
    RETURN NEXT system.take_hold_of(c.asked);
    IF c.used_key IS NOT NULL THEN
      UPDATE api_keys k SET last_used_at = (c.asked->>'at')::timestamptz
        WHERE k.tenant_id = c.tenant AND k.workspace_id = c.place AND k.id = c.used_key;
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.open_calls FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.open_calls TO geko_app;
--> statement-breakpoint

-- The keeper looks whether people are to hear of a call.
CREATE POLICY keeper_keeps ON tenant_limits TO geko_keeper USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT ON tenant_limits TO geko_keeper;
--> statement-breakpoint

DROP FUNCTION system.book_call;
--> statement-breakpoint
GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
-- Books ended calls, as many as there are in one statement over all of them: closes their holds, keeps their receipts, gives
-- back what the holds set aside, counts what the calls used, posts their journals, adds to the sums of their days.
-- Counted is on the counters that a call was held on, and on those that count every call of its caller and model in the
-- period of its beginning, also where they were made since; those of the plan count only what was held on them.
-- calls: [{ tenant, place, receipt, local_day, at, requests, subjects, touched, held, lots, held_nano, spent_nano, journal,
-- accounts, amounts_nano, lot_ids }].
-- receipt: a row of token_usage; its workspace is the call's. local_day: the workspace's own on which the call began.
-- at: when it ended. requests: what the counters count, 0 = it gave nothing. subjects: those that count every call.
-- held: { counter_key: amount } as the hold has it. touched: subjects and those of held.
-- lots, held_nano, spent_nano: what the hold has set aside of which lot, and what is taken of it for good.
-- journal, accounts, amounts_nano, lot_ids: as enter_journal; without entries there is no journal.
-- Returns { booked: the ids of those whose hold was there to be closed, changed: the counters that moved, each with its
-- tenant and, of a workspace, place; wallets: [{ tenant, place, before, after }], those that were touched }.
CREATE FUNCTION system.book_calls(calls jsonb) RETURNS jsonb
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
        spent_nano bigint[], journal uuid, accounts text[], amounts_nano bigint[], lot_ids uuid[])
      CROSS JOIN LATERAL jsonb_populate_record(NULL::token_usage,
        c.receipt || jsonb_build_object('tenant_id', c.tenant, 'workspace_id', c.place)) r),
  -- Not by the index of those that are held: on an empty table it is as good as the primary key.
  closed AS (
    UPDATE holds h SET status = 'settled', settled_at = g.at FROM given g
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
REVOKE ALL ON FUNCTION system.book_calls FROM PUBLIC;
--> statement-breakpoint

-- Books one, of the workspace that the transaction is in, with what else is done in it.
CREATE FUNCTION system.book_call(ended jsonb) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  RETURN system.book_calls(jsonb_build_array(
    ended || jsonb_build_object('tenant', context_tenant(), 'place', context_workspace())));
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.book_call FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.book_call TO geko_app;
--> statement-breakpoint

-- book_calls where that is all there is to do. Nothing is changed, and an error with the state GK001 says so, where people are
-- to hear of a call (a limit's 80 % or all of it, little credit), or where its workspace counts its days by another zone by
-- now: then it is booked in a transaction with what follows.
-- calls: as book_calls, and of each zone, the workspace's; plan_meters, plan_caps: the plan's limits on the call; low_credit:
-- null = nobody hears of it.
-- Answers for each whether it was booked.
CREATE FUNCTION system.settle_calls(calls jsonb) RETURNS SETOF boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  done jsonb := system.book_calls(calls);
BEGIN
  IF EXISTS (
    SELECT FROM jsonb_to_recordset(calls) AS c(tenant uuid, place uuid, zone text)
      JOIN workspaces w ON w.tenant_id = c.tenant AND w.id = c.place
      WHERE w.time_zone <> c.zone
  ) OR EXISTS (
    SELECT FROM jsonb_to_recordset(done->'wallets') AS w(place uuid, before bigint, after bigint)
      JOIN jsonb_to_recordset(calls) AS c(place uuid, low_credit bigint) ON c.place = w.place
      WHERE w.before >= c.low_credit AND w.after < c.low_credit
  ) OR EXISTS (
    SELECT FROM jsonb_to_recordset(done->'changed') AS m(tenant uuid, place uuid, meter text, before bigint, after bigint)
      CROSS JOIN LATERAL (
        SELECT l.cap::numeric FROM limits l WHERE l.tenant_id = m.tenant AND l.workspace_id = m.place AND l.meter = m.meter
        UNION ALL SELECT t.cap FROM tenant_limits t WHERE t.tenant_id = m.tenant AND t.meter = m.meter
        UNION ALL SELECT p.cap
          FROM jsonb_to_recordset(calls) AS c(place uuid, plan_meters text[], plan_caps bigint[])
            CROSS JOIN LATERAL unnest(c.plan_meters, c.plan_caps) AS p(meter, cap)
          WHERE c.place = m.place AND p.meter = m.meter
      ) l
      WHERE (m.before < l.cap * 0.8 AND m.after >= l.cap * 0.8) OR (m.before < l.cap AND m.after >= l.cap)
  ) THEN
    RAISE EXCEPTION 'people are to hear of it' USING ERRCODE = 'GK001';
  END IF;
  RETURN QUERY SELECT done->'booked' ? (c.receipt->>'id') FROM jsonb_to_recordset(calls) AS c(receipt jsonb);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.settle_calls FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.settle_calls TO geko_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
--> statement-breakpoint

-- Appends parts to the logs of turns that still run. Waits for whoever is closing one: what is logged is in the saved answer,
-- and nothing is logged after it. The commit does not wait for the disk: what a crash of the whole database could lose is a
-- moment of text, which the settlement then does not count either.
-- calls: [{ person, tenant, place, turn, parts: [{ seq, kind, text }] }]. Parts that are there already stay as they are.
-- Answers for each: ours, go on; stop, somebody asked for it; closed, nothing was logged.
CREATE FUNCTION system.append_parts(calls jsonb) RETURNS SETOF text
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  state text;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  IF jsonb_array_length(calls) > 1 THEN
    PERFORM set_config('lock_timeout', '1s', true);
  END IF;
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(person uuid, tenant uuid, place uuid, turn uuid, parts jsonb) LOOP
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    SELECT CASE WHEN t.stop_requested_at IS NULL THEN 'ours' ELSE 'stop' END INTO state FROM turns t
      WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place AND t.id = c.turn AND t.status = 'running' FOR SHARE;
    IF FOUND THEN
      INSERT INTO turn_parts (tenant_id, workspace_id, turn_id, seq, kind, text)
        SELECT c.tenant, c.place, c.turn, p.seq, p.kind, p.text
        FROM jsonb_to_recordset(c.parts) AS p(seq integer, kind text, text text)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEXT coalesce(state, 'closed');
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.append_parts FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.append_parts TO geko_app;
--> statement-breakpoint

-- Closes turns whose calls have ended: the answer saved, the call settled, as finishTurn does (packages/services/src/chat).
-- Nothing is changed of a turn whose hold is not there to be closed, nor of any where people are to hear of one (settle_calls).
-- calls: as settle_calls, and of each person and turn: { conversation, answer: its message's id, status, error_code, text,
-- reasoning, parts: [{ seq, kind, text }], those that the log may not have yet }. The turn's id is its call's.
-- Answers for each whether it was closed.
CREATE FUNCTION system.finish_turns(calls jsonb) RETURNS SETOF boolean
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  t record;
  call_id uuid;
  live jsonb := '[]';
  closed uuid[] := '{}';
BEGIN
  IF jsonb_array_length(calls) > 1 THEN
    PERFORM set_config('lock_timeout', '1s', true);
  END IF;
  FOR c IN SELECT e.value AS call, x.* FROM jsonb_array_elements(calls) e
      CROSS JOIN LATERAL jsonb_to_record(e.value) AS x(person uuid, tenant uuid, place uuid, at timestamptz, receipt jsonb,
        turn jsonb) LOOP
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    SELECT * INTO t FROM jsonb_to_record(c.turn) AS x(conversation uuid, answer uuid, status text, error_code text,
      text text, reasoning text, parts jsonb);
    call_id := c.receipt->>'id';
    -- In the order of a send, which would otherwise wait for us while we wait for it.
    PERFORM FROM conversations v WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = t.conversation
      FOR UPDATE;
    PERFORM FROM turns u WHERE u.tenant_id = c.tenant AND u.workspace_id = c.place AND u.id = call_id FOR UPDATE;
    PERFORM FROM holds h WHERE h.tenant_id = c.tenant AND h.workspace_id = c.place AND h.id = call_id
      AND h.status <> 'settled' FOR UPDATE;
    CONTINUE WHEN NOT FOUND;
    live := live || c.call;
    closed := closed || call_id;
    INSERT INTO turn_parts (tenant_id, workspace_id, turn_id, seq, kind, text)
      SELECT c.tenant, c.place, call_id, p.seq, p.kind, p.text
      FROM jsonb_to_recordset(t.parts) AS p(seq integer, kind text, text text)
      ON CONFLICT DO NOTHING;
    UPDATE turns u SET status = t.status, error_code = t.error_code, closed_at = c.at
      WHERE u.tenant_id = c.tenant AND u.workspace_id = c.place AND u.id = call_id;
    INSERT INTO messages (tenant_id, workspace_id, id, conversation_id, role, text, reasoning, turn_id, position, created_at)
      SELECT c.tenant, c.place, t.answer, t.conversation, 'assistant', t.text, t.reasoning, call_id,
        coalesce(max(m.position), 0) + 1, c.at
      FROM messages m
      WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.conversation_id = t.conversation;
    UPDATE conversations v SET updated_at = c.at
      WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = t.conversation;
  END LOOP;
  PERFORM system.settle_calls(live);
  RETURN QUERY SELECT (e.value->'receipt'->>'id')::uuid = ANY (closed) FROM jsonb_array_elements(calls) e;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.finish_turns FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.finish_turns TO geko_app;
