CREATE TABLE "catalogue_version" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_one CHECK (id = 1);
--> statement-breakpoint
INSERT INTO catalogue_version (id, version) VALUES (1, 1);
--> statement-breakpoint
GRANT SELECT ON catalogue_version TO geko_app;
--> statement-breakpoint
GRANT UPDATE (version) ON catalogue_version TO geko_app;
--> statement-breakpoint

-- Counted by whoever changes the catalogue, as a part of the change.
CREATE FUNCTION count_catalogue_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE catalogue_version SET version = version + 1;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_row AFTER INSERT OR DELETE ON model_catalog FOR EACH ROW EXECUTE FUNCTION count_catalogue_change();
--> statement-breakpoint
CREATE TRIGGER count_change AFTER UPDATE ON model_catalog FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION count_catalogue_change();
--> statement-breakpoint
-- A price never changes (0002_rules.sql).
CREATE TRIGGER count_row AFTER INSERT OR DELETE ON model_prices FOR EACH ROW EXECUTE FUNCTION count_catalogue_change();
--> statement-breakpoint

-- What a member may do, in a few letters, by which a change of it is seen.
CREATE FUNCTION role_mark(role text, custom_role uuid, permissions text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN custom_role IS NULL THEN role
    ELSE custom_role || md5(array_to_string(ARRAY(SELECT p FROM unnest(permissions) p ORDER BY 1), ' ')) END
$$;
--> statement-breakpoint

-- A program at the door, in one round trip: who it is, what it may, and all that admission looks at before it knows the model.
-- hash: of the key that is shown; null = person and place are known. counter: where its operations are counted, its own
-- name is put behind; null = not here.
-- Returns null for a key that nobody has; else { key, userId, workspaceId, deleteAfter, counted, entry }. entry null = the
-- person is not of the workspace; else their row of enter_workspace, and seen: their role_mark, for open_call.
CREATE FUNCTION system.enter_call(hash text, person uuid, place uuid, api_key uuid, counter text, window_ms integer) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  shown record;
  entry record;
  rate jsonb;
  closing timestamptz;
  key_facts jsonb;
BEGIN
  IF hash IS NOT NULL THEN
    SELECT * INTO shown FROM system.find_api_key(hash);
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    person := shown.user_id;
    place := shown.workspace_id;
    api_key := shown.id;
    key_facts := jsonb_build_object('id', shown.id, 'scopes', shown.scopes, 'modelIds', shown.model_ids,
      'expiresAt', shown.expires_at, 'lastUsedAt', shown.last_used_at);
  END IF;
  IF counter IS NOT NULL THEN
    -- A count may be lost with the machine: nobody waits for the disk.
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT jsonb_build_object('counted', c.counted, 'resetsInMs', c.resets_in_ms) INTO rate
      FROM system.count_operations(counter || coalesce(api_key, person), 1, window_ms) c;
  END IF;
  SELECT u.delete_after INTO closing FROM users u WHERE u.id = person;
  SELECT * INTO entry FROM enter_workspace(person, place);
  RETURN jsonb_build_object('key', key_facts, 'userId', person, 'workspaceId', place, 'deleteAfter', closing, 'counted', rate,
    'entry', CASE WHEN FOUND THEN to_jsonb(entry) || jsonb_build_object(
      'seen', role_mark(entry.role, entry.custom_role_id, entry.permissions),
      'catalogue', (SELECT v.version::text FROM catalogue_version v),
      'limits', (SELECT coalesce(jsonb_agg(l), '[]') FROM (
          SELECT id, subject_kind, subject_id, meter, cap::text, period, anchor_at, overflow, null AS time_zone FROM limits
          WHERE tenant_id = entry.tenant_id AND workspace_id = place
            AND (subject_kind IN ('workspace', 'each_member', 'model')
              OR (subject_kind = 'member' AND subject_id = person::text)
              OR (subject_kind = 'key' AND subject_id = api_key::text))
          UNION ALL
          SELECT id, 'tenant', '', meter, cap::text, period, anchor_at, overflow, time_zone FROM tenant_limits
          WHERE tenant_id = entry.tenant_id
          ORDER BY subject_kind, meter, period, id) l),
      'models', (SELECT coalesce(jsonb_agg(jsonb_build_object('modelId', model_id, 'isEnabled', is_enabled,
          'markupBps', markup_bps)), '[]') FROM workspace_models
          WHERE tenant_id = entry.tenant_id AND workspace_id = place),
      'markups', (SELECT coalesce(jsonb_object_agg(scope, bps), '{}') FROM markups)) END);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.enter_call FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.enter_call TO geko_app;
--> statement-breakpoint

-- take_hold in a transaction of its own, for who came in by enter_call: null where they may not do any more what they might
-- then (seen). Their row in the team stays as it is to the end, as in enter_workspace with keeps_role.
-- used_key: is noted as used now; null = none, or it was a moment ago. The rest is as in take_hold.
CREATE FUNCTION system.open_call(person uuid, tenant uuid, place uuid, seen text, used_key uuid, scopes text[], subjects text[], meters text[],
  periods text[], starts timestamptz[], ends timestamptz[], fundings text[], markups integer[], rooms bigint[],
  fixed bigint[], per_output bigint[], funds_fixed bigint[], funds_per_output bigint[], desired bigint, minimum bigint,
  comfortable bigint, at timestamptz, hold uuid, input_tokens integer, price_version integer, api_key uuid,
  lease_ms integer, caller uuid, model text, images integer, image_kind text, characters integer, seconds integer)
RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  mark text;
  answer jsonb;
BEGIN
  PERFORM set_config('app.user_id', person::text, true), set_config('app.tenant_id', tenant::text, true),
    set_config('app.workspace_id', place::text, true);
  SELECT role_mark(m.role, m.custom_role_id, CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
      SELECT p.permission FROM role_permissions p
      WHERE p.tenant_id = tenant AND p.workspace_id = place AND p.role_id = m.custom_role_id) END)
    INTO mark FROM workspace_members m
    WHERE m.tenant_id = tenant AND m.workspace_id = place AND m.user_id = person FOR SHARE OF m;
  IF mark IS DISTINCT FROM seen THEN
    RETURN NULL;
  END IF;
  answer := system.take_hold(scopes, subjects, meters, periods, starts, ends, fundings, open_call.markups, rooms, fixed,
    per_output, funds_fixed, funds_per_output, desired, minimum, comfortable, at, hold, input_tokens, price_version,
    open_call.api_key, lease_ms, caller, model, images, image_kind, characters, seconds);
  IF used_key IS NOT NULL THEN
    UPDATE api_keys k SET last_used_at = at
      WHERE k.tenant_id = tenant AND k.workspace_id = place AND k.id = used_key;
  END IF;
  RETURN answer;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.open_call FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.open_call TO geko_app;
--> statement-breakpoint

-- book_call in a transaction of its own, where that is all there is to do. Nothing is changed, and an error with the state GK001
-- says so, where people are to hear of it (a limit's 80 % or all of it, little credit), or where the workspace counts its
-- days by another zone by now: then it is booked in a transaction with what follows.
-- plan_meters, plan_caps: the plan's limits on the call. low_credit: null = nobody hears of it. The rest is as in book_call.
CREATE FUNCTION system.settle_call(person uuid, tenant uuid, place uuid, zone text, plan_meters text[], plan_caps bigint[],
  low_credit bigint, receipt jsonb, local_day date, at timestamptz, requests integer, subjects text[], touched text[],
  held jsonb, lots uuid[], held_nano bigint[], spent_nano bigint[], journal uuid, accounts text[], amounts_nano bigint[],
  lot_ids uuid[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  booked jsonb;
  wallet bigint;
  has_news boolean;
BEGIN
  PERFORM set_config('app.user_id', person::text, true), set_config('app.tenant_id', tenant::text, true),
    set_config('app.workspace_id', place::text, true);
  booked := system.book_call(receipt, local_day, at, requests, subjects, touched, held, lots, held_nano, spent_nano, journal,
    accounts, amounts_nano, lot_ids);
  IF booked IS NULL THEN
    RETURN NULL;
  END IF;
  wallet := booked->>'walletNano';
  has_news := NOT EXISTS (SELECT FROM workspaces w WHERE w.tenant_id = tenant AND w.id = place AND w.time_zone = zone)
    OR coalesce(wallet < low_credit AND wallet + (receipt->>'charge_nano')::bigint >= low_credit, false);
  IF NOT has_news AND jsonb_array_length(booked->'changed') > 0 THEN
    has_news := EXISTS (
      SELECT FROM jsonb_to_recordset(booked->'changed') AS c(meter text, before numeric, after numeric)
      JOIN (
        SELECT l.meter, l.cap::numeric FROM limits l WHERE l.tenant_id = tenant AND l.workspace_id = place
        UNION ALL SELECT t.meter, t.cap::numeric FROM tenant_limits t WHERE t.tenant_id = tenant
        UNION ALL SELECT p.meter, p.cap::numeric FROM unnest(plan_meters, plan_caps) AS p(meter, cap)
      ) l ON l.meter = c.meter
      WHERE (c.before < l.cap * 0.8 AND c.after >= l.cap * 0.8) OR (c.before < l.cap AND c.after >= l.cap));
  END IF;
  IF has_news THEN
    RAISE EXCEPTION 'people are to hear of it' USING ERRCODE = 'GK001';
  END IF;
  RETURN booked;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.settle_call FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.settle_call TO geko_app;
