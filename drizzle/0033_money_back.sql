CREATE TABLE "automatic_top_ups" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"is_on" boolean NOT NULL,
	"threshold_cents" integer NOT NULL,
	"amount_cents" integer NOT NULL,
	"monthly_cap_cents" integer NOT NULL,
	"pending_id" uuid,
	"stop" text,
	"stopped_at" timestamp with time zone,
	"set_by" uuid NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "automatic_top_ups_tenant_id_workspace_id_pk" PRIMARY KEY("tenant_id","workspace_id"),
	CONSTRAINT "automatic_top_ups_stop" CHECK (("automatic_top_ups"."stop" is null) = ("automatic_top_ups"."stopped_at" is null))
);
--> statement-breakpoint
CREATE TABLE "money_backs" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"money_id" text,
	"paid_by" text NOT NULL,
	"amount_cents" integer NOT NULL,
	"taken_nano" bigint DEFAULT 0 NOT NULL,
	"asked_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "money_backs_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "promo_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"amount_nano" bigint NOT NULL,
	"most_redemptions" integer NOT NULL,
	"redemptions" integer DEFAULT 0 NOT NULL,
	"ends_at" timestamp with time zone,
	"credit_days" integer,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "promo_codes_sound" CHECK ("promo_codes"."amount_nano" > 0 and "promo_codes"."redemptions" between 0 and "promo_codes"."most_redemptions")
);
--> statement-breakpoint
CREATE TABLE "promo_redemptions" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code_id" uuid NOT NULL,
	"redeemed_by" uuid NOT NULL,
	"redeemed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "promo_redemptions_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "stripe_customers" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "stripe_events_quarantine";--> statement-breakpoint
-- A lot may be owed: what was spent of it and then taken back. Its indexes went with the column that they ask for.
ALTER TABLE "credit_lots" DROP COLUMN "is_open";--> statement-breakpoint
ALTER TABLE "credit_lots" ADD COLUMN "is_open" boolean GENERATED ALWAYS AS (remaining_nano <> 0 or held_nano > 0) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_lots" ADD COLUMN "taken_back_nano" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "credit_lots_open" ON "credit_lots" USING btree ("tenant_id","workspace_id","priority","expires_at","id") WHERE is_open;--> statement-breakpoint
CREATE INDEX "credit_lots_expiry" ON "credit_lots" USING btree ("expires_at") WHERE is_open;--> statement-breakpoint
ALTER TABLE credit_lots DROP CONSTRAINT credit_lots_sound;--> statement-breakpoint
ALTER TABLE credit_lots ADD CONSTRAINT credit_lots_sound CHECK (granted_nano > 0 AND held_nano >= 0
  AND taken_back_nano >= 0 AND remaining_nano + taken_back_nano BETWEEN held_nano AND granted_nano);--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "origin" text DEFAULT 'page' NOT NULL;--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "settled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "settled_by" uuid;--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "automatic_top_ups" ADD CONSTRAINT "automatic_top_ups_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "automatic_top_ups" ADD CONSTRAINT "automatic_top_ups_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_backs" ADD CONSTRAINT "money_backs_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_backs" ADD CONSTRAINT "money_backs_of_payment" FOREIGN KEY ("tenant_id","workspace_id","payment_id") REFERENCES "public"."payments"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promo_codes" ADD CONSTRAINT "promo_codes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promo_redemptions" ADD CONSTRAINT "promo_redemptions_code_id_promo_codes_id_fk" FOREIGN KEY ("code_id") REFERENCES "public"."promo_codes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promo_redemptions" ADD CONSTRAINT "promo_redemptions_redeemed_by_users_id_fk" FOREIGN KEY ("redeemed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promo_redemptions" ADD CONSTRAINT "promo_redemptions_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stripe_customers" ADD CONSTRAINT "stripe_customers_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "money_backs_money" ON "money_backs" USING btree ("money_id");--> statement-breakpoint
CREATE INDEX "money_backs_payment" ON "money_backs" USING btree ("tenant_id","payment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "promo_codes_code" ON "promo_codes" USING btree ("code");--> statement-breakpoint
CREATE UNIQUE INDEX "promo_redemptions_once" ON "promo_redemptions" USING btree ("tenant_id","workspace_id","code_id");--> statement-breakpoint
CREATE UNIQUE INDEX "stripe_customers_customer" ON "stripe_customers" USING btree ("customer_id");--> statement-breakpoint
ALTER TABLE "stripe_events" ADD CONSTRAINT "stripe_events_settled_by_users_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stripe_events_quarantine" ON "stripe_events" USING btree ("received_at","id") WHERE outcome = 'quarantined' and settled_at is null;
--> statement-breakpoint

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['money_backs', 'automatic_top_ups', 'promo_redemptions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY workspace_wall ON %I TO geko_app
      USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
      WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))', name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
  END LOOP;
  ALTER TABLE stripe_customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant_wall ON stripe_customers TO geko_app
    USING (tenant_id = (SELECT context_tenant())) WITH CHECK (tenant_id = (SELECT context_tenant()));
  CREATE POLICY system_reads ON stripe_customers FOR SELECT TO geko_system USING (true);
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (state, money_id, amount_cents, taken_nano, changed_at) ON money_backs TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (is_on, threshold_cents, amount_cents, monthly_cap_cents, pending_id, stop, stopped_at, set_by,
  set_at) ON automatic_top_ups TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON promo_redemptions TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (customer_id) ON stripe_customers TO geko_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (redemptions, is_active) ON promo_codes TO geko_app;
--> statement-breakpoint
GRANT UPDATE (settled_at, settled_by, note) ON stripe_events TO geko_app;
--> statement-breakpoint
GRANT SELECT ON money_backs, automatic_top_ups, promo_redemptions, promo_codes, stripe_customers TO geko_system;
--> statement-breakpoint

-- Where a payment was begun which this money paid.
CREATE FUNCTION system.place_of_money(money text) RETURNS TABLE (id uuid, tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.tenant_id, p.workspace_id FROM payments p WHERE p.money_id = money
$$;
--> statement-breakpoint
-- Every payment of the installation that was paid or failed, newest first, with what went back of it.
CREATE FUNCTION system.list_payments(before_at timestamptz, before_id uuid, most integer) RETURNS TABLE (id uuid,
  workspace_id uuid, workspace_name text, tenant_name text, state text, origin text, credit_nano bigint, price_cents integer,
  tax_cents integer, refunded_cents bigint, dispute text, begun_at timestamptz, paid_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.workspace_id, w.name, t.name, p.state, p.origin, p.credit_nano, p.price_cents, p.tax_cents,
    coalesce((SELECT sum(b.amount_cents) FROM money_backs b WHERE b.tenant_id = p.tenant_id AND b.payment_id = p.id
      AND b.kind = 'refund' AND b.state IN ('asked', 'pending', 'done')), 0),
    (SELECT b.state FROM money_backs b WHERE b.tenant_id = p.tenant_id AND b.payment_id = p.id AND b.kind = 'dispute'
      ORDER BY b.created_at DESC LIMIT 1),
    p.begun_at, p.paid_at
  FROM payments p
    JOIN workspaces w ON w.tenant_id = p.tenant_id AND w.id = p.workspace_id
    JOIN tenants t ON t.id = p.tenant_id
  WHERE p.state <> 'begun' AND (before_at IS NULL OR (p.begun_at, p.id) < (before_at, before_id))
  ORDER BY p.begun_at DESC, p.id DESC LIMIT most
$$;
--> statement-breakpoint
-- Workspaces whose credit is to be topped up now: it is below the threshold, or a payment of theirs is being made. The
-- threshold is in cents, and balances in nano-USD with the sign of the ledger.
CREATE FUNCTION system.top_ups_due(most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.tenant_id, a.workspace_id FROM automatic_top_ups a
    JOIN workspaces w ON w.tenant_id = a.tenant_id AND w.id = a.workspace_id AND w.deleted_at IS NULL
    LEFT JOIN ledger_balances b ON b.tenant_id = a.tenant_id AND b.workspace_id = a.workspace_id AND b.account = 'wallet'
  WHERE a.pending_id IS NOT NULL
    OR (a.is_on AND a.stop IS NULL AND -coalesce(b.amount_nano, 0) < a.threshold_cents * 10000000::bigint)
  ORDER BY a.set_at, a.workspace_id LIMIT most
$$;
--> statement-breakpoint
-- Where a customer's credit is no longer topped up by itself, since before a moment.
CREATE FUNCTION system.top_ups_stopped(customer text, before_at timestamptz) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.tenant_id, a.workspace_id FROM stripe_customers c
    JOIN automatic_top_ups a ON a.tenant_id = c.tenant_id AND a.is_on AND a.stopped_at < before_at
  WHERE c.customer_id = customer ORDER BY a.workspace_id
$$;
--> statement-breakpoint
-- What of the context's company charges a card by itself: whether it has a workspace with paygo, and one that tops up.
CREATE FUNCTION system.card_uses() RETURNS TABLE (is_paygo boolean, is_topped_up boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM workspace_subscriptions s
      JOIN workspaces w ON w.tenant_id = s.tenant_id AND w.id = s.workspace_id AND w.deleted_at IS NULL
      WHERE s.tenant_id = context_tenant() AND s.plan_id = 'paygo'),
    EXISTS (SELECT FROM automatic_top_ups a
      JOIN workspaces w ON w.tenant_id = a.tenant_id AND w.id = a.workspace_id AND w.deleted_at IS NULL
      WHERE a.tenant_id = context_tenant() AND a.is_on)
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('place_of_money', 'list_payments', 'top_ups_due', 'top_ups_stopped', 'card_uses') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
--> statement-breakpoint

GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
-- As it was, but a lot that is owed takes from the others what it owes, and nothing is held on it.
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
      CONTINUE WHEN part <= 0;
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
