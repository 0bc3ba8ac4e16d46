-- The money of a call is moved by the keeper: its two functions see no wall, so they ask the context themselves, and are
-- the faster for it (a wall costs a statement about a row or two more than the rows do).

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['holds', 'quotas', 'tenant_quotas', 'credit_lots', 'token_usage', 'ledger_journals',
    'ledger_balances', 'usage_daily'] LOOP
    EXECUTE format('CREATE POLICY keeper_keeps ON %I TO geko_keeper USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON holds, quotas, tenant_quotas, ledger_balances, usage_daily TO geko_keeper;
--> statement-breakpoint
GRANT SELECT, UPDATE ON credit_lots TO geko_keeper;
--> statement-breakpoint
GRANT SELECT, INSERT ON token_usage, ledger_journals TO geko_keeper;
--> statement-breakpoint

-- Adds a call, or what a correction changes of one, to the sums of its day, member, model, funding and key.
-- change: the call's receipt; a correction brings differences, which may be below zero. Units may be null for 0.
DROP FUNCTION add_usage_day(jsonb);
--> statement-breakpoint
CREATE FUNCTION add_usage_day(change token_usage, local_day date, calls integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, requests,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, images, characters, seconds,
      cost_nano, charge_nano, absorbed_nano)
    VALUES (context_tenant(), context_workspace(), local_day, change.user_id, change.model_id, change.funding,
      coalesce(change.api_key_id, '00000000-0000-0000-0000-000000000000'), calls, change.input_tokens,
      change.cached_input_tokens, change.cache_write_tokens, change.output_tokens, change.reasoning_tokens,
      change.images, change.characters, change.seconds, change.cost_nano, change.charge_nano, change.absorbed_nano)
    ON CONFLICT (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id) DO UPDATE SET
      requests = d.requests + excluded.requests, input_tokens = d.input_tokens + excluded.input_tokens,
      cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, images = d.images + excluded.images,
      characters = d.characters + excluded.characters, seconds = d.seconds + excluded.seconds,
      cost_nano = d.cost_nano + excluded.cost_nano, charge_nano = d.charge_nano + excluded.charge_nano,
      absorbed_nano = d.absorbed_nano + excluded.absorbed_nano;
END $$;
--> statement-breakpoint

DROP FUNCTION take_hold;
--> statement-breakpoint
DROP FUNCTION book_call;
--> statement-breakpoint
GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
-- Takes a hold on every limit and on the funds, or on nothing (packages/domain/src/choose-option.ts decides the same).
-- Typed and flat, as to take every figure out of JSON costs more than what is done with it.
-- scopes, subjects, meters, periods, starts, ends: the counters, no two alike; scope: tenant or workspace.
-- fundings, markups: the ways to pay, the preferred first, each with, by counter, room: the cap less what is fixed, null =
-- never blocks; fixed, null = not of this option; and per_output. funds_fixed, funds_per_output: what it costs the
-- wallet, or null.
-- desired, minimum, comfortable: output tokens. The first option in which a comfortable answer fits is taken; else the
-- one with the longest that is not below the minimum. at: which lots have expired.
-- hold: the id of the row of holds that is kept when it is taken, with the rest; null = only tells. caller, model: whose
-- call it is and of what, where no turn tells; images, image_kind, characters, seconds: what it is asked for beside tokens.
-- Returns { option: from 1, null = refused; maxOutputTokens; used, held: the counters as they were; amounts, lots: what
-- was taken of which; walletNano: what was free, null = not asked }.
CREATE FUNCTION system.take_hold(scopes text[], subjects text[], meters text[], periods text[], starts timestamptz[],
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
    -- Twice where the counter has to be made.
    LOOP
      IF scopes[i] = 'tenant' THEN
        SELECT q.used, q.held INTO was_used, was_held FROM tenant_quotas q
          WHERE q.tenant_id = tenant AND q.subject = subjects[i] AND q.meter = meters[i] AND q.period = periods[i]
            AND q.period_start = starts[i];
      ELSE
        SELECT q.used, q.held INTO was_used, was_held FROM quotas q
          WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = subjects[i] AND q.meter = meters[i]
            AND q.period = periods[i] AND q.period_start = starts[i];
      END IF;
      EXIT WHEN FOUND OR hold IS NULL;
      IF scopes[i] = 'tenant' THEN
        INSERT INTO tenant_quotas (tenant_id, subject, meter, period, period_start, period_end)
          VALUES (tenant, subjects[i], meters[i], periods[i], starts[i], ends[i]) ON CONFLICT DO NOTHING;
      ELSE
        INSERT INTO quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end)
          VALUES (tenant, workspace, subjects[i], meters[i], periods[i], starts[i], ends[i]) ON CONFLICT DO NOTHING;
      END IF;
    END LOOP;
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
      CONTINUE WHEN need IS NULL OR hold IS NULL;
      amounts := amounts || jsonb_build_object('subject', subjects[i], 'meter', meters[i], 'period', periods[i],
        'periodStart', starts[i], 'amount', need::text);
      IF scopes[i] = 'tenant' THEN
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
REVOKE ALL ON FUNCTION system.take_hold FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.take_hold TO geko_app;
--> statement-breakpoint

-- Books an ended call in one round trip, as a busy workspace waits for each: closes its hold, keeps its receipt, gives
-- back what the hold set aside, counts what the call used, posts its journal, adds to the sums of its day.
-- Counted is on the counters that it was held on, and on those that count every call of this caller and model in the
-- period of its beginning, also where they were made since; those of the plan count only what was held on them.
-- receipt: a row of token_usage without its workspace, which is the context's. local_day: the workspace's own on which the
-- call began.
-- at: when it ended. requests: what the counters count, 0 = it gave nothing. subjects: those that count every call.
-- held: { counter_key: amount } as the hold has it. touched: subjects and those of held.
-- lots, held_nano, spent_nano: what the hold has set aside of which lot, and what is taken of it for good.
-- journal, accounts, amounts_nano, lot_ids: as enter_journal; without entries there is no journal.
-- Returns { changed: the counters that moved, walletNano: what the wallet holds now, null = not touched }; null where
-- the hold is not there to be closed.
CREATE FUNCTION system.book_call(receipt jsonb, local_day date, at timestamptz, requests integer, subjects text[], touched text[],
  held jsonb, lots uuid[], held_nano bigint[], spent_nano bigint[], journal uuid, accounts text[], amounts_nano bigint[],
  lot_ids uuid[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  call token_usage := jsonb_populate_record(NULL::token_usage, receipt);
  -- Assigned what returns nothing, as a PERFORM would cost a plan's start.
  done text;
  changed jsonb;
  is_company boolean;
  wallet bigint;
BEGIN
  UPDATE holds h SET status = 'settled', settled_at = book_call.at
    WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = call.id AND h.status = 'held';
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  call.tenant_id := tenant;
  call.workspace_id := workspace;
  INSERT INTO token_usage VALUES (call.*);
  -- From here to the commit the workspace's other calls wait.
  done := lock_money();
  WITH counted AS (
    UPDATE quotas q SET used = q.used + metered(q.meter, call.metered_tokens, book_call.requests, call.charge_nano),
        held = q.held - coalesce((book_call.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0)
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = ANY (touched)
        AND (book_call.held ? counter_key(q.subject, q.meter, q.period, q.period_start)
          OR (q.subject = ANY (subjects) AND q.period_start <= call.created_at AND q.period_end > call.created_at))
      RETURNING moved_counter('workspace', q.subject, q.meter, q.period, q.period_start, q.period_end,
        q.used - metered(q.meter, call.metered_tokens, book_call.requests, call.charge_nano), q.used) AS line)
  SELECT coalesce(jsonb_agg(c.line), '[]'), EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = tenant)
    INTO changed, is_company FROM counted c;
  IF is_company THEN
    PERFORM lock_company();
    WITH counted AS (
      UPDATE tenant_quotas q SET used = q.used + metered(q.meter, call.metered_tokens, book_call.requests, call.charge_nano),
          held = q.held - coalesce((book_call.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0)
        WHERE q.tenant_id = tenant AND q.period_start <= call.created_at AND q.period_end > call.created_at
        RETURNING moved_counter('tenant', q.subject, q.meter, q.period, q.period_start, q.period_end,
          q.used - metered(q.meter, call.metered_tokens, book_call.requests, call.charge_nano), q.used) AS line)
    SELECT changed || coalesce(jsonb_agg(c.line), '[]') INTO changed FROM counted c;
  END IF;
  UPDATE credit_lots l SET held_nano = l.held_nano - book_call.held_nano[array_position(lots, l.id)],
      remaining_nano = l.remaining_nano - spent_nano[array_position(lots, l.id)]
    WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.id = ANY (lots);
  IF cardinality(accounts) > 0 THEN
    wallet := enter_journal(journal, 'usage', call.id, call.created_at, accounts, amounts_nano, lot_ids);
  END IF;
  done := add_usage_day(call, local_day, 1);
  RETURN jsonb_build_object('changed', changed, 'walletNano', wallet::text);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.book_call FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.book_call TO geko_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
