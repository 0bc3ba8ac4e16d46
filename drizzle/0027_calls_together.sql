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

-- book_call, its arguments by name.
CREATE FUNCTION system.book_call_of(ended jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
BEGIN
  SELECT * INTO c FROM jsonb_to_record(ended) AS x(receipt jsonb, local_day date, at timestamptz, requests integer,
    subjects text[], touched text[], held jsonb, lots uuid[], held_nano bigint[], spent_nano bigint[], journal uuid,
    accounts text[], amounts_nano bigint[], lot_ids uuid[]);
  RETURN system.book_call(c.receipt, c.local_day, c.at, c.requests, c.subjects, c.touched, c.held, c.lots, c.held_nano,
    c.spent_nano, c.journal, c.accounts, c.amounts_nano, c.lot_ids);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.book_call_of FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.book_call_of TO geko_app;
--> statement-breakpoint

-- Points the transaction at one workspace, in somebody's name; null = at none.
CREATE FUNCTION system.enter_context(person uuid, tenant uuid, place uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.user_id', coalesce(person::text, ''), true),
    set_config('app.tenant_id', coalesce(tenant::text, ''), true),
    set_config('app.workspace_id', coalesce(place::text, ''), true);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.enter_context FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.enter_context TO geko_app;
--> statement-breakpoint

-- Locks the money of the workspaces of all these calls as lock_money does, in one order. Who is of a batch does not wait
-- long: it is better asked alone.
CREATE FUNCTION system.lock_money_of(calls jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  w record;
BEGIN
  IF jsonb_array_length(calls) = 1 THEN
    RETURN;
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR w IN SELECT DISTINCT c.tenant, c.place FROM jsonb_to_recordset(calls) AS c(tenant uuid, place uuid) ORDER BY 1, 2 LOOP
    PERFORM system.enter_context(NULL, w.tenant, w.place);
    PERFORM lock_money();
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.lock_money_of FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.lock_money_of TO geko_app;
--> statement-breakpoint

-- Programs at the door: who each is, what it may, and all that admission looks at before it knows the model.
-- calls: [{ hash, person, place, api_key, counter, window_ms }]. hash: of the key that is shown; null = person and place are
-- known. counter: where its operations are counted, its own name is put behind; null = not here.
-- Answers null for a key that nobody has; else { key, userId, workspaceId, deleteAfter, counted, entry }. entry null = the
-- person is not of the workspace; else their row of enter_workspace, and seen: their role_mark, for open_calls.
CREATE FUNCTION system.enter_calls(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  shown record;
  entry record;
  rate jsonb;
  closing timestamptz;
  key_facts jsonb;
  markups jsonb := (SELECT coalesce(jsonb_object_agg(m.scope, m.bps), '{}') FROM markups m);
  version text := (SELECT v.version::text FROM catalogue_version v);
BEGIN
  -- A count may be lost with the machine: nobody waits for the disk.
  PERFORM set_config('synchronous_commit', 'off', true);
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(hash text, person uuid, place uuid, api_key uuid, counter text,
      window_ms integer) LOOP
    key_facts := NULL;
    rate := NULL;
    PERFORM system.enter_context(NULL, NULL, NULL);
    IF c.hash IS NOT NULL THEN
      SELECT * INTO shown FROM system.find_api_key(c.hash);
      IF NOT FOUND THEN
        RETURN NEXT NULL::jsonb;
        CONTINUE;
      END IF;
      c.person := shown.user_id;
      c.place := shown.workspace_id;
      c.api_key := shown.id;
      key_facts := jsonb_build_object('id', shown.id, 'scopes', shown.scopes, 'modelIds', shown.model_ids,
        'expiresAt', shown.expires_at, 'lastUsedAt', shown.last_used_at);
    END IF;
    IF c.counter IS NOT NULL THEN
      SELECT jsonb_build_object('counted', o.counted, 'resetsInMs', o.resets_in_ms) INTO rate
        FROM system.count_operations(c.counter || coalesce(c.api_key, c.person), 1, c.window_ms) o;
    END IF;
    SELECT u.delete_after INTO closing FROM users u WHERE u.id = c.person;
    SELECT * INTO entry FROM enter_workspace(c.person, c.place);
    RETURN NEXT jsonb_build_object('key', key_facts, 'userId', c.person, 'workspaceId', c.place, 'deleteAfter', closing,
      'counted', rate, 'entry', CASE WHEN FOUND THEN to_jsonb(entry) || jsonb_build_object(
        'seen', role_mark(entry.role, entry.custom_role_id, entry.permissions),
        'catalogue', version,
        'limits', (SELECT coalesce(jsonb_agg(l), '[]') FROM (
            SELECT id, subject_kind, subject_id, meter, cap::text, period, anchor_at, overflow, null AS time_zone FROM limits
            WHERE tenant_id = entry.tenant_id AND workspace_id = c.place
              AND (subject_kind IN ('workspace', 'each_member', 'model')
                OR (subject_kind = 'member' AND subject_id = c.person::text)
                OR (subject_kind = 'key' AND subject_id = c.api_key::text))
            UNION ALL
            SELECT id, 'tenant', '', meter, cap::text, period, anchor_at, overflow, time_zone FROM tenant_limits
            WHERE tenant_id = entry.tenant_id
            ORDER BY subject_kind, meter, period, id) l),
        'models', (SELECT coalesce(jsonb_agg(jsonb_build_object('modelId', model_id, 'isEnabled', is_enabled,
            'markupBps', markup_bps)), '[]') FROM workspace_models
            WHERE tenant_id = entry.tenant_id AND workspace_id = c.place),
        'markups', markups) END);
  END LOOP;
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
    PERFORM system.enter_context(c.person, c.tenant, c.place);
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

-- book_call for ended calls where that is all there is to do. Nothing is changed, and an error with the state GK001 says so,
-- where people are to hear of one (a limit's 80 % or all of it, little credit), or where its workspace counts its days by
-- another zone by now: then it is booked in a transaction with what follows.
-- calls: [{ person, tenant, place, zone, plan_meters, plan_caps, low_credit, ended }]. plan_meters, plan_caps: the plan's
-- limits on the call. low_credit: null = nobody hears of it. ended: as book_call_of takes it.
-- Answers what book_call does.
CREATE FUNCTION system.settle_calls(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  c record;
  booked jsonb;
  wallet bigint;
  has_news boolean;
BEGIN
  PERFORM system.lock_money_of(calls);
  FOR c IN SELECT * FROM jsonb_to_recordset(calls) AS x(person uuid, tenant uuid, place uuid, zone text, plan_meters text[],
      plan_caps bigint[], low_credit bigint, ended jsonb) LOOP
    PERFORM system.enter_context(c.person, c.tenant, c.place);
    booked := system.book_call_of(c.ended);
    RETURN NEXT booked;
    CONTINUE WHEN booked IS NULL;
    wallet := booked->>'walletNano';
    has_news := NOT EXISTS (SELECT FROM workspaces w WHERE w.tenant_id = c.tenant AND w.id = c.place AND w.time_zone = c.zone)
      OR coalesce(wallet < c.low_credit AND wallet + (c.ended->'receipt'->>'charge_nano')::bigint >= c.low_credit, false);
    IF NOT has_news AND jsonb_array_length(booked->'changed') > 0 THEN
      has_news := EXISTS (
        SELECT FROM jsonb_to_recordset(booked->'changed') AS m(meter text, before numeric, after numeric)
        JOIN (
          SELECT l.meter, l.cap::numeric FROM limits l WHERE l.tenant_id = c.tenant AND l.workspace_id = c.place
          UNION ALL SELECT t.meter, t.cap::numeric FROM tenant_limits t WHERE t.tenant_id = c.tenant
          UNION ALL SELECT p.meter, p.cap::numeric FROM unnest(c.plan_meters, c.plan_caps) AS p(meter, cap)
        ) l ON l.meter = m.meter
        WHERE (m.before < l.cap * 0.8 AND m.after >= l.cap * 0.8) OR (m.before < l.cap AND m.after >= l.cap));
    END IF;
    IF has_news THEN
      RAISE EXCEPTION 'people are to hear of it' USING ERRCODE = 'GK001';
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.settle_calls FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.settle_calls TO geko_app;
