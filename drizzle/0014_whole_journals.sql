-- A journal's entries stand in its own row: a busy workspace waits for each row that a call writes.

ALTER TABLE "ledger_journals" ADD COLUMN "accounts" text[];--> statement-breakpoint
ALTER TABLE "ledger_journals" ADD COLUMN "amounts_nano" bigint[];--> statement-breakpoint
ALTER TABLE "ledger_journals" ADD COLUMN "lot_ids" uuid[];--> statement-breakpoint

-- What is posted already.
ALTER TABLE ledger_journals NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_entries NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ledger_journals DISABLE TRIGGER append_only;
--> statement-breakpoint
UPDATE ledger_journals j SET accounts = e.accounts, amounts_nano = e.amounts, lot_ids = e.lots
  FROM (SELECT tenant_id, workspace_id, journal_id, array_agg(account ORDER BY line) AS accounts,
      array_agg(amount_nano ORDER BY line) AS amounts, array_agg(lot_id ORDER BY line) AS lots
    FROM ledger_entries GROUP BY 1, 2, 3) e
  WHERE e.tenant_id = j.tenant_id AND e.workspace_id = j.workspace_id AND e.journal_id = j.id;
--> statement-breakpoint
ALTER TABLE ledger_journals ENABLE TRIGGER append_only;
--> statement-breakpoint
ALTER TABLE ledger_journals FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP TABLE "ledger_entries" CASCADE;--> statement-breakpoint
DROP FUNCTION check_journal_balance();
--> statement-breakpoint
ALTER TABLE "ledger_journals" ALTER COLUMN "accounts" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_journals" ALTER COLUMN "amounts_nano" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_journals" ALTER COLUMN "lot_ids" SET NOT NULL;--> statement-breakpoint

-- numeric: the sum of amounts may be beyond theirs. An amount that is null makes the sum null, which is not zero.
CREATE FUNCTION sums_to_zero(amounts bigint[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  sum numeric := 0;
  amount bigint;
BEGIN
  FOREACH amount IN ARRAY amounts LOOP
    sum := sum + amount;
  END LOOP;
  RETURN coalesce(sum = 0, false);
END $$;
--> statement-breakpoint
ALTER TABLE ledger_journals
  ADD CONSTRAINT ledger_journals_whole CHECK (cardinality(accounts) > 0
    AND cardinality(amounts_nano) = cardinality(accounts) AND cardinality(lot_ids) = cardinality(accounts)),
  ADD CONSTRAINT ledger_journals_balanced CHECK (sums_to_zero(amounts_nano));
--> statement-breakpoint
CREATE VIEW ledger_entries WITH (security_invoker = true) AS
  SELECT j.tenant_id, j.workspace_id, j.id AS journal_id, e.line::integer AS line, e.account, e.lot_id, e.amount_nano
  FROM ledger_journals j
    CROSS JOIN LATERAL unnest(j.accounts, j.amounts_nano, j.lot_ids) WITH ORDINALITY AS e(account, amount_nano, lot_id, line);
--> statement-breakpoint
GRANT SELECT ON ledger_entries TO geko_app, geko_system;
--> statement-breakpoint

-- Posts a journal with its entries and moves the balances, for who has the money's lock. accounts, amounts_nano,
-- lot_ids: by entry. A journal whose kind and operation were posted before is refused by its key. Returns the wallet's
-- balance after it, or null where it does not touch the wallet.
DROP FUNCTION enter_journal(uuid, text, uuid, timestamptz, jsonb);
--> statement-breakpoint
CREATE FUNCTION enter_journal(journal uuid, kind text, operation uuid, at timestamptz, accounts text[],
  amounts_nano bigint[], lot_ids uuid[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  wallet bigint;
BEGIN
  WITH moved AS (
    INSERT INTO ledger_balances AS b (tenant_id, workspace_id, account, amount_nano)
      SELECT tenant, workspace, e.account, sum(e.amount)
        FROM unnest(accounts, amounts_nano) AS e(account, amount) GROUP BY e.account
      ON CONFLICT (tenant_id, workspace_id, account) DO UPDATE SET amount_nano = b.amount_nano + excluded.amount_nano
      RETURNING b.account, b.amount_nano)
  SELECT -m.amount_nano INTO wallet FROM moved m WHERE m.account = 'wallet';
  INSERT INTO ledger_journals (tenant_id, workspace_id, id, kind, operation_id, wallet_after_nano, accounts,
      amounts_nano, lot_ids, created_at)
    VALUES (tenant, workspace, journal, kind, operation, wallet, accounts, amounts_nano, lot_ids, at);
  RETURN wallet;
END $$;
--> statement-breakpoint
-- The same, for who may have to wait for the lock.
DROP FUNCTION post_journal(uuid, text, uuid, timestamptz, jsonb);
--> statement-breakpoint
CREATE FUNCTION post_journal(journal uuid, kind text, operation uuid, at timestamptz, accounts text[],
  amounts_nano bigint[], lot_ids uuid[]) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_money();
  RETURN enter_journal(journal, kind, operation, at, accounts, amounts_nano, lot_ids);
END $$;
--> statement-breakpoint

-- Books an ended call in one round trip, as a busy workspace waits for each: closes its hold, keeps its receipt, gives
-- back what the hold set aside, counts what the call used, posts its journal, adds to the sums of its day.
-- Counted is on the counters that it was held on, and on those that count every call of this caller and model in the
-- period of its beginning, also where they were made since; those of the plan count only what was held on them.
-- receipt: a row of token_usage, with day, the workspace's own on which the call began, and requests: 1, for the sums.
-- at: when it ended. requests: what the counters count, 0 = it gave nothing. subjects: those that count every call.
-- held: { counter_key: amount } as the hold has it. touched: subjects and those of held.
-- lots, held_nano, spent_nano: what the hold has set aside of which lot, and what is taken of it for good.
-- journal, accounts, amounts_nano, lot_ids: as enter_journal; without entries there is no journal.
-- Returns { changed: the counters that moved, walletNano: what the wallet holds now, null = not touched }; null where
-- the hold is not there to be closed.
DROP FUNCTION book_call(jsonb, timestamptz, integer, text[], text[], jsonb, uuid[], bigint[], bigint[], jsonb);
--> statement-breakpoint
CREATE FUNCTION book_call(receipt jsonb, at timestamptz, requests integer, subjects text[], touched text[], held jsonb,
  lots uuid[], held_nano bigint[], spent_nano bigint[], journal uuid, accounts text[], amounts_nano bigint[],
  lot_ids uuid[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := context_tenant();
  workspace uuid := context_workspace();
  call record;
  -- Assigned what returns nothing, as a PERFORM would cost a plan's start.
  done text;
  changed jsonb;
  is_company boolean;
  wallet bigint;
BEGIN
  UPDATE holds h SET status = 'settled', settled_at = book_call.at
    WHERE h.tenant_id = tenant AND h.workspace_id = workspace AND h.id = (receipt->>'id')::uuid AND h.status = 'held';
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO token_usage AS c SELECT * FROM jsonb_populate_record(NULL::token_usage, receipt)
    RETURNING c.id, c.metered_tokens AS tokens, c.charge_nano AS charge, c.created_at AS began INTO call;
  -- From here to the commit the workspace's other calls wait.
  done := lock_money();
  WITH counted AS (
    UPDATE quotas q SET used = q.used + metered(q.meter, call.tokens, book_call.requests, call.charge),
        held = q.held - coalesce((book_call.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0)
      WHERE q.tenant_id = tenant AND q.workspace_id = workspace AND q.subject = ANY (touched)
        AND (book_call.held ? counter_key(q.subject, q.meter, q.period, q.period_start)
          OR (q.subject = ANY (subjects) AND q.period_start <= call.began AND q.period_end > call.began))
      RETURNING moved_counter('workspace', q.subject, q.meter, q.period, q.period_start, q.period_end,
        q.used - metered(q.meter, call.tokens, book_call.requests, call.charge), q.used) AS line)
  SELECT coalesce(jsonb_agg(c.line), '[]'), EXISTS (SELECT FROM tenant_quotas q WHERE q.tenant_id = tenant)
    INTO changed, is_company FROM counted c;
  IF is_company THEN
    PERFORM lock_company();
    WITH counted AS (
      UPDATE tenant_quotas q SET used = q.used + metered(q.meter, call.tokens, book_call.requests, call.charge),
          held = q.held - coalesce((book_call.held->>counter_key(q.subject, q.meter, q.period, q.period_start))::bigint, 0)
        WHERE q.tenant_id = tenant AND q.period_start <= call.began AND q.period_end > call.began
        RETURNING moved_counter('tenant', q.subject, q.meter, q.period, q.period_start, q.period_end,
          q.used - metered(q.meter, call.tokens, book_call.requests, call.charge), q.used) AS line)
    SELECT changed || coalesce(jsonb_agg(c.line), '[]') INTO changed FROM counted c;
  END IF;
  UPDATE credit_lots l SET held_nano = l.held_nano - book_call.held_nano[array_position(lots, l.id)],
      remaining_nano = l.remaining_nano - spent_nano[array_position(lots, l.id)]
    WHERE l.tenant_id = tenant AND l.workspace_id = workspace AND l.id = ANY (lots);
  IF cardinality(accounts) > 0 THEN
    wallet := enter_journal(journal, 'usage', call.id, call.began, accounts, amounts_nano, lot_ids);
  END IF;
  done := add_usage_day(receipt);
  RETURN jsonb_build_object('changed', changed, 'walletNano', wallet::text);
END $$;
--> statement-breakpoint
ALTER FUNCTION book_call SET plan_cache_mode = force_generic_plan;
