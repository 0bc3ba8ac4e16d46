-- Turns of the pages begin as programs' calls do: one statement at the door, one for the hold and all that a turn leaves, each
-- shared by those that come at the same time (packages/db/src/together.ts).

-- Whoever sends a message, at the door: enter_calls, and what there is of its conversation.
-- calls: as enter_calls takes them, and of each conversation, and turn: the id that it shall have, a new message's as well.
-- Answers as enter_calls, and where the person is of the workspace, talk: { isOwn: null = no conversation has this id, false =
-- it is another person's, or removed; turn: the person's with this id, null = none; isTaken: the id is a message's or a turn's;
-- isRunning; position: of the last message, also of those no longer shown, 0 = none; messages: those that are shown, in their
-- order, [{ id, role, text }] }.
CREATE FUNCTION system.enter_turns(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  c record;
  is_own boolean;
BEGIN
  FOR c IN SELECT e.*, (e.entered->'entry'->>'tenant_id')::uuid AS tenant
      FROM ROWS FROM (system.enter_calls(calls), jsonb_to_recordset(calls) AS (person uuid, place uuid, conversation uuid,
        turn uuid)) AS e(entered, person, place, conversation, turn) LOOP
    IF c.tenant IS NULL THEN
      RETURN NEXT c.entered;
      CONTINUE;
    END IF;
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    is_own := (SELECT v.user_id = c.person AND v.deleted_at IS NULL FROM conversations v
      WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = c.conversation);
    RETURN NEXT c.entered || jsonb_build_object('talk', jsonb_build_object(
      'isOwn', is_own,
      'turn', (SELECT jsonb_build_object('conversationId', t.conversation_id, 'assistantMessageId', t.assistant_message_id,
          'modelId', t.model_id) FROM turns t
        WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place AND t.id = c.turn AND t.user_id = c.person),
      'isTaken', EXISTS (SELECT FROM messages m WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.id = c.turn)
        OR EXISTS (SELECT FROM turns t WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place AND t.id = c.turn),
      'isRunning', EXISTS (SELECT FROM turns t WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place
        AND t.conversation_id = c.conversation AND t.status = 'running'),
      'position', (SELECT coalesce(max(m.position), 0) FROM messages m
        WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.conversation_id = c.conversation),
      'messages', CASE WHEN is_own THEN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'text', m.text) ORDER BY m.position), '[]')
        FROM messages m WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.conversation_id = c.conversation
          AND m.superseded_at IS NULL) ELSE '[]' END));
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.enter_turns FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.enter_turns TO geko_app;
--> statement-breakpoint

-- open_calls for turns of the pages that came in by enter_turns, each with what a turn leaves: its conversation, the message,
-- its row. A call that is refused leaves nothing.
-- calls: [{ person, tenant, place, seen, asked, turn: { id, conversation, title: null = there is this conversation; position:
-- of the last message as it was seen; text: of the message, null = the last one is answered again; question: the message that
-- is answered; answer: the id that its answer shall have; model, asked_for } }].
-- Answers as open_calls; also null where the conversation has gone on, or the turn's id has been taken.
CREATE FUNCTION system.open_turns(calls jsonb) RETURNS SETOF jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  c record;
  is_own boolean;
  last integer;
  mark text;
  answer jsonb;
  at timestamptz;
BEGIN
  IF jsonb_array_length(calls) > 1 THEN
    PERFORM set_config('lock_timeout', '1s', true);
  END IF;
  -- Before the money, in the order of whoever closes a turn.
  FOR c IN SELECT x.*, t.* FROM jsonb_to_recordset(calls) AS x(person uuid, tenant uuid, place uuid, turn jsonb)
      CROSS JOIN LATERAL jsonb_to_record(x.turn) AS t(conversation uuid, title text) LOOP
    CONTINUE WHEN c.title IS NOT NULL;
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    PERFORM FROM conversations v WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = c.conversation
      FOR UPDATE;
  END LOOP;
  PERFORM system.lock_money_of(calls);
  FOR c IN SELECT x.*, t.* FROM jsonb_to_recordset(calls) AS x(person uuid, tenant uuid, place uuid, seen text, asked jsonb,
        turn jsonb)
      CROSS JOIN LATERAL jsonb_to_record(x.turn) AS t(id uuid, conversation uuid, title text, position integer, text text,
        question uuid, answer uuid, model text, asked_for text) LOOP
    PERFORM set_config('app.user_id', c.person::text, true), set_config('app.tenant_id', c.tenant::text, true),
      set_config('app.workspace_id', c.place::text, true);
    is_own := (SELECT v.user_id = c.person AND v.deleted_at IS NULL FROM conversations v
      WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = c.conversation);
    last := (SELECT coalesce(max(m.position), 0) FROM messages m
      WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.conversation_id = c.conversation);
    mark := NULL;
    SELECT role_mark(m.role, m.custom_role_id, CASE WHEN m.custom_role_id IS NOT NULL THEN ARRAY(
        SELECT p.permission FROM role_permissions p
        WHERE p.tenant_id = c.tenant AND p.workspace_id = c.place AND p.role_id = m.custom_role_id) END)
      INTO mark FROM workspace_members m
      WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.user_id = c.person FOR SHARE OF m;
    IF mark IS DISTINCT FROM c.seen OR last <> c.position
      OR is_own IS DISTINCT FROM (CASE WHEN c.title IS NULL THEN true END)
      OR EXISTS (SELECT FROM messages m WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.id = c.id)
      OR EXISTS (SELECT FROM turns t WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place AND t.id = c.id)
      OR EXISTS (SELECT FROM turns t WHERE t.tenant_id = c.tenant AND t.workspace_id = c.place
        AND t.conversation_id = c.conversation AND t.status = 'running') THEN
      RETURN NEXT NULL::jsonb;
      CONTINUE;
    END IF;
    answer := system.take_hold_of(c.asked);
    RETURN NEXT answer;
    CONTINUE WHEN answer->>'option' IS NULL;
    at := c.asked->>'at';
    IF c.title IS NULL THEN
      UPDATE conversations v SET updated_at = at, model_id = coalesce(c.asked_for, c.model)
        WHERE v.tenant_id = c.tenant AND v.workspace_id = c.place AND v.id = c.conversation;
    ELSE
      INSERT INTO conversations (tenant_id, workspace_id, id, user_id, title, model_id, created_at, updated_at)
        VALUES (c.tenant, c.place, c.conversation, c.person, c.title, coalesce(c.asked_for, c.model), at, at);
    END IF;
    IF c.text IS NULL THEN
      UPDATE messages m SET superseded_at = at
        WHERE m.tenant_id = c.tenant AND m.workspace_id = c.place AND m.conversation_id = c.conversation
          AND m.role = 'assistant' AND m.superseded_at IS NULL AND m.position > (
            SELECT q.position FROM messages q WHERE q.tenant_id = c.tenant AND q.workspace_id = c.place AND q.id = c.question);
    ELSE
      INSERT INTO messages (tenant_id, workspace_id, id, conversation_id, role, text, position, created_at)
        VALUES (c.tenant, c.place, c.question, c.conversation, 'user', c.text, c.position + 1, at);
    END IF;
    INSERT INTO turns (tenant_id, workspace_id, id, conversation_id, user_id, user_message_id, assistant_message_id,
        model_id, asked_for, status, started_at)
      VALUES (c.tenant, c.place, c.id, c.conversation, c.person, c.question, c.answer, c.model, c.asked_for, 'running', at);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.open_turns FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.open_turns TO geko_app;
--> statement-breakpoint

GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
-- As it was, but a counter is made when something is taken: a refusal leaves nothing, also where nobody rolls it back.
CREATE OR REPLACE FUNCTION system.take_hold(scopes text[], subjects text[], meters text[], periods text[], starts timestamptz[],
  ends timestamptz[], fundings text[], markups integer[], rooms bigint[], fixed bigint[], per_output bigint[],
  funds_fixed bigint[], funds_per_output bigint[], desired bigint, minimum bigint, comfortable bigint, at timestamptz,
  hold uuid, input_tokens integer, price_version integer, api_key uuid, lease_ms integer, caller uuid, model text,
  images integer, image_kind text, characters integer, seconds integer) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  -- Assigned what returns nothing, as a PERFORM would cost a plan's start.
  locked text;
  used bigint[];
  held bigint[];
  was_used bigint;
  was_held bigint;
  is_there boolean[];
  lot_ids uuid[];
  lot_free bigint[];
  wallet bigint;
  chosen integer;
  chosen_output bigint := -1;
  output bigint;
  room bigint;
  need bigint;
  part bigint;
  amounts jsonb := '[]';
  lots jsonb := '[]';
BEGIN
  IF hold IS NOT NULL THEN
    locked := lock_money();
    IF 'tenant' = ANY (scopes) THEN
      PERFORM lock_company();
    END IF;
  END IF;
  FOR i IN 1..cardinality(scopes) LOOP
    IF scopes[i] = 'tenant' THEN
      SELECT q.used, q.held INTO was_used, was_held FROM tenant_quotas q
        WHERE q.tenant_id = tenant AND q.subject = subjects[i] AND q.meter = meters[i] AND q.period = periods[i]
          AND q.period_start = starts[i];
    ELSE
      SELECT q.used, q.held INTO was_used, was_held FROM quotas q
        WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = subjects[i] AND q.meter = meters[i]
          AND q.period = periods[i] AND q.period_start = starts[i];
    END IF;
    is_there[i] := FOUND;
    used[i] := coalesce(was_used, 0);
    held[i] := coalesce(was_held, 0);
  END LOOP;

  FOR place IN 1..cardinality(fundings) LOOP
    output := desired;
    FOR i IN 1..cardinality(scopes) LOOP
      room := rooms[place][i] - used[i] - held[i];
      IF room < 0 THEN
        output := -1;
      ELSIF per_output[place][i] > 0 THEN
        output := least(output, room / per_output[place][i]);
      END IF;
    END LOOP;
    IF funds_fixed[place] IS NOT NULL THEN
      IF wallet IS NULL THEN
        SELECT array_agg(f.id), array_agg(f.free), coalesce(sum(f.free), 0) INTO lot_ids, lot_free, wallet FROM (
          SELECT l.id, l.remaining_nano - l.held_nano AS free FROM credit_lots l
          WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.is_open
            AND (l.expires_at IS NULL OR l.expires_at > at)
          ORDER BY l.priority, l.expires_at, l.id) f;
      END IF;
      room := wallet - funds_fixed[place];
      IF room < 0 THEN
        output := -1;
      ELSIF funds_per_output[place] > 0 THEN
        output := least(output, room / funds_per_output[place]);
      END IF;
    END IF;
    IF output >= minimum AND output > chosen_output THEN
      chosen := place;
      chosen_output := output;
    END IF;
    EXIT WHEN chosen_output >= comfortable;
  END LOOP;

  IF chosen IS NOT NULL THEN
    FOR i IN 1..cardinality(scopes) LOOP
      need := fixed[chosen][i] + per_output[chosen][i] * chosen_output;
      -- A counter that is not held on counts this call none the less.
      CONTINUE WHEN hold IS NULL OR (need IS NULL AND is_there[i]);
      IF need IS NOT NULL THEN
        amounts := amounts || jsonb_build_object('subject', subjects[i], 'meter', meters[i], 'period', periods[i],
          'periodStart', starts[i], 'amount', need::text);
      END IF;
      IF NOT is_there[i] AND scopes[i] = 'tenant' THEN
        INSERT INTO tenant_quotas AS q (tenant_id, subject, meter, period, period_start, period_end, held)
          VALUES (tenant, subjects[i], meters[i], periods[i], starts[i], ends[i], coalesce(need, 0))
          ON CONFLICT (tenant_id, subject, meter, period, period_start) DO UPDATE SET held = q.held + excluded.held;
      ELSIF NOT is_there[i] THEN
        INSERT INTO quotas AS q (tenant_id, workspace_id, subject, meter, period, period_start, period_end, held)
          VALUES (tenant, workspace, subjects[i], meters[i], periods[i], starts[i], ends[i], coalesce(need, 0))
          ON CONFLICT (tenant_id, workspace_id, subject, meter, period, period_start) DO UPDATE
            SET held = q.held + excluded.held;
      ELSIF scopes[i] = 'tenant' THEN
        UPDATE tenant_quotas q SET held = q.held + need
          WHERE q.tenant_id = tenant AND q.subject = subjects[i] AND q.meter = meters[i] AND q.period = periods[i]
            AND q.period_start = starts[i];
      ELSE
        UPDATE quotas q SET held = q.held + need
          WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = subjects[i] AND q.meter = meters[i]
            AND q.period = periods[i] AND q.period_start = starts[i];
      END IF;
    END LOOP;
    need := funds_fixed[chosen] + funds_per_output[chosen] * chosen_output;
    FOR i IN 1..coalesce(cardinality(lot_ids), 0) LOOP
      part := least(need, lot_free[i]);
      EXIT WHEN need IS NULL OR need = 0;
      CONTINUE WHEN part = 0;
      lots := lots || jsonb_build_object('lotId', lot_ids[i], 'amountNano', part::text);
      need := need - part;
      CONTINUE WHEN hold IS NULL;
      UPDATE credit_lots l SET held_nano = l.held_nano + part
        WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.id = lot_ids[i];
    END LOOP;
    IF hold IS NOT NULL THEN
      INSERT INTO holds (tenant_id, workspace_id, id, status, input_tokens, max_output_tokens, amounts, lots, funding,
          markup_bps, price_version, api_key_id, lease_until, created_at, user_id, model_id, images, image_kind,
          characters, seconds)
        VALUES (tenant, workspace, hold, 'held', take_hold.input_tokens, chosen_output, amounts, lots, fundings[chosen],
          markups[chosen], take_hold.price_version, api_key, clock_timestamp() + lease_ms * interval '1 millisecond', at,
          caller, model, take_hold.images, take_hold.image_kind, take_hold.characters, take_hold.seconds);
    END IF;
  END IF;
  RETURN jsonb_build_object('option', chosen, 'maxOutputTokens', chosen_output, 'used', used::text[],
    'held', held::text[], 'amounts', amounts, 'lots', lots, 'walletNano', wallet::text);
END $$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
