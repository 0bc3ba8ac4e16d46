CREATE TABLE "credit_notes" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"goes_to" text NOT NULL,
	"memo" text NOT NULL,
	"made_by" uuid,
	"made_at" timestamp with time zone NOT NULL,
	"issued_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"stripe_credit_note_id" text,
	CONSTRAINT "credit_notes_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "credit_notes_amount" CHECK ("credit_notes"."amount_cents" > 0),
	CONSTRAINT "credit_notes_state" CHECK (("credit_notes"."state" <> 'issued' or "credit_notes"."issued_at" is not null) and ("credit_notes"."state" = 'void') = ("credit_notes"."voided_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"model_id" text NOT NULL,
	"model_name" text NOT NULL,
	"is_earlier" boolean NOT NULL,
	"calls" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"images" bigint NOT NULL,
	"characters" bigint NOT NULL,
	"seconds" bigint NOT NULL,
	"amount_nano" bigint NOT NULL,
	CONSTRAINT "invoice_lines_tenant_id_workspace_id_invoice_id_line_pk" PRIMARY KEY("tenant_id","workspace_id","invoice_id","line")
);
--> statement-breakpoint
CREATE TABLE "invoiced_journals" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"journal_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	CONSTRAINT "invoiced_journals_tenant_id_workspace_id_journal_id_pk" PRIMARY KEY("tenant_id","workspace_id","journal_id")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"month" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"total_nano" bigint NOT NULL,
	"total_cents" bigint NOT NULL,
	"tax_cents" bigint DEFAULT 0 NOT NULL,
	"credited_cents" bigint DEFAULT 0 NOT NULL,
	"company_name" text NOT NULL,
	"workspace_name" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"paid_by" uuid,
	"customer_id" text,
	"stripe_invoice_id" text,
	"payment_intent_id" text,
	"page_url" text,
	"charges" integer DEFAULT 0 NOT NULL,
	"charge_at" timestamp with time zone,
	"problem" text,
	CONSTRAINT "invoices_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "invoices_state" CHECK (("invoices"."state" = 'paid') = ("invoices"."paid_at" is not null) and ("invoices"."state" = 'void') = ("invoices"."voided_at" is not null)
        and ("invoices"."state" <> 'failed' or "invoices"."failed_at" is not null) and ("invoices"."state" <> 'draft' or "invoices"."opened_at" is null)),
	CONSTRAINT "invoices_sum" CHECK ("invoices"."total_cents" > 0 and "invoices"."credited_cents" between 0 and "invoices"."total_cents"
        and abs("invoices"."total_cents" * 10000000 - "invoices"."total_nano") <= 5000000)
);
--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_made_by_users_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_tenant_id_workspace_id_invoice_id_invoices_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","invoice_id") REFERENCES "public"."invoices"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_tenant_id_workspace_id_invoice_id_invoices_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","invoice_id") REFERENCES "public"."invoices"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoiced_journals" ADD CONSTRAINT "invoiced_journals_tenant_id_workspace_id_invoice_id_invoices_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","invoice_id") REFERENCES "public"."invoices"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_paid_by_users_id_fk" FOREIGN KEY ("paid_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "credit_notes_number" ON "credit_notes" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "credit_notes_stripe" ON "credit_notes" USING btree ("tenant_id","stripe_credit_note_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_month" ON "invoices" USING btree ("tenant_id","workspace_id","month");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_number" ON "invoices" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_id" ON "invoices" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_stripe" ON "invoices" USING btree ("stripe_invoice_id");--> statement-breakpoint
CREATE INDEX "invoices_payment" ON "invoices" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "invoices_made" ON "invoices" USING btree ("made_at","id");--> statement-breakpoint

-- The journals of an invoice are taken before their sum, and so its row, is known.
ALTER TABLE invoiced_journals
  ALTER CONSTRAINT "invoiced_journals_tenant_id_workspace_id_invoice_id_invoices_tenant_id_workspace_id_id_fk"
  DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['invoices', 'invoice_lines', 'invoiced_journals', 'credit_notes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY workspace_wall ON %I TO geko_app
         USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
         WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))',
      name);
    EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT TO geko_system USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO geko_app', name);
    EXECUTE format('GRANT SELECT ON %I TO geko_system', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['invoice_lines', 'invoiced_journals'] LOOP
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
         FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format(
      'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT UPDATE (state, tax_cents, credited_cents, opened_at, failed_at, paid_at, voided_at, paid_by, customer_id,
  stripe_invoice_id, payment_intent_id, page_url, charges, charge_at, problem) ON invoices TO geko_app;
--> statement-breakpoint
GRANT UPDATE (state, issued_at, voided_at, stripe_credit_note_id) ON credit_notes TO geko_app;
--> statement-breakpoint

-- States only go forward, in the order in which they are named, whoever tells of them and however late; paid and void are
-- the end.
CREATE FUNCTION move_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND (OLD.state IN ('paid', 'void')
      OR array_position(TG_ARGV, NEW.state) IS NULL
      OR array_position(TG_ARGV, NEW.state) < array_position(TG_ARGV, OLD.state)) THEN
    RAISE EXCEPTION '% does not go from % back to %', TG_TABLE_NAME, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER move_forward BEFORE UPDATE ON invoices
  FOR EACH ROW EXECUTE FUNCTION move_forward('draft', 'open', 'failed', 'paid', 'void');
--> statement-breakpoint
CREATE TRIGGER move_forward BEFORE UPDATE ON credit_notes
  FOR EACH ROW EXECUTE FUNCTION move_forward('draft', 'issued', 'void');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON invoices
  FOR EACH ROW EXECUTE FUNCTION tell_change('invoices', 'workspace');
--> statement-breakpoint

-- Who owes more, or less, for calls than their unpaid invoices say: who may have something to invoice.
CREATE FUNCTION system.owing_workspaces() RETURNS TABLE (tenant_id uuid, workspace_id uuid, time_zone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.tenant_id, b.workspace_id, w.time_zone
  FROM ledger_balances b JOIN workspaces w ON w.tenant_id = b.tenant_id AND w.id = b.workspace_id
  WHERE b.account = 'receivable' AND b.amount_nano <> coalesce((
    SELECT sum((i.total_cents - i.credited_cents) * 10000000) FROM invoices i
    WHERE i.tenant_id = b.tenant_id AND i.workspace_id = b.workspace_id AND i.state IN ('draft', 'open', 'failed')), 0)
  ORDER BY 1, 2
$$;
--> statement-breakpoint

-- Invoices that are to go to Stripe, or to be charged, the oldest first.
CREATE FUNCTION system.invoices_to_send(at timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.tenant_id, i.workspace_id, i.id FROM invoices i
  WHERE i.state = 'draft' OR (i.state IN ('open', 'failed') AND i.charge_at <= at)
    OR EXISTS (SELECT FROM credit_notes c WHERE c.tenant_id = i.tenant_id AND c.workspace_id = i.workspace_id
      AND c.invoice_id = i.id AND c.state = 'draft')
  ORDER BY i.made_at, i.id LIMIT most
$$;
--> statement-breakpoint

-- Where the invoice is that Stripe's objects name by our id, by its own, or by the payment of it.
CREATE FUNCTION system.place_of_invoice(invoice uuid, stripe text, payment text)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.tenant_id, i.workspace_id, i.id FROM invoices i
  WHERE i.id = invoice OR i.stripe_invoice_id = stripe OR i.payment_intent_id = payment LIMIT 1
$$;
--> statement-breakpoint

-- Every invoice of the installation, newest first; wanted: of that state only.
CREATE FUNCTION system.list_invoices(wanted text, before_at timestamptz, before_id uuid, most integer)
RETURNS SETOF invoices
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.* FROM invoices i
  WHERE (wanted IS NULL OR i.state = wanted) AND (before_at IS NULL OR (i.made_at, i.id) < (before_at, before_id))
  ORDER BY i.made_at DESC, i.id DESC LIMIT most
$$;
--> statement-breakpoint

-- The invoices of a month with what lines, journals and books say of each: amounts of the receivable in nano-USD.
CREATE FUNCTION system.invoice_books(of_month text)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid, number text, state text, total_nano bigint, total_cents bigint,
  credited_cents bigint, stripe_invoice_id text, lines_nano bigint, journals_nano bigint, rounding_nano bigint,
  paid_nano bigint, void_nano bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.tenant_id, i.workspace_id, i.id, i.number, i.state, i.total_nano, i.total_cents, i.credited_cents,
    i.stripe_invoice_id,
    (SELECT coalesce(sum(l.amount_nano), 0)::bigint FROM invoice_lines l
      WHERE l.tenant_id = i.tenant_id AND l.workspace_id = i.workspace_id AND l.invoice_id = i.id),
    (SELECT coalesce(sum(e.amount_nano), 0)::bigint FROM invoiced_journals c JOIN ledger_entries e
        ON e.tenant_id = c.tenant_id AND e.workspace_id = c.workspace_id AND e.journal_id = c.journal_id
      WHERE c.tenant_id = i.tenant_id AND c.workspace_id = i.workspace_id AND c.invoice_id = i.id
        AND e.account = 'receivable'),
    coalesce(sum(b.amount) FILTER (WHERE b.kind = 'invoice'), 0)::bigint,
    coalesce(-sum(b.amount) FILTER (WHERE b.kind = 'invoice_paid'), 0)::bigint,
    coalesce(-sum(b.amount) FILTER (WHERE b.kind = 'invoice_void'), 0)::bigint
  FROM invoices i
    LEFT JOIN LATERAL (
      SELECT j.kind, e.amount_nano AS amount FROM ledger_journals j JOIN ledger_entries e
        ON e.tenant_id = j.tenant_id AND e.workspace_id = j.workspace_id AND e.journal_id = j.id
      WHERE j.tenant_id = i.tenant_id AND j.workspace_id = i.workspace_id AND j.operation_id = i.id
        AND j.kind IN ('invoice', 'invoice_paid', 'invoice_void') AND e.account = 'receivable') b ON true
  WHERE i.month = of_month
  GROUP BY i.tenant_id, i.workspace_id, i.id ORDER BY i.number
$$;
--> statement-breakpoint

-- The credit notes on invoices of a month, with what the books say that each took off.
CREATE FUNCTION system.credit_note_books(of_month text)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid, number text, state text, amount_cents bigint,
  goes_to text, issued_at timestamptz, invoice_id uuid, stripe_credit_note_id text, stripe_invoice_id text,
  credited_nano bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.tenant_id, n.workspace_id, n.id, n.number, n.state, n.amount_cents, n.goes_to, n.issued_at,
    n.invoice_id, n.stripe_credit_note_id, i.stripe_invoice_id,
    (SELECT coalesce(sum(e.amount_nano), 0)::bigint FROM ledger_journals j JOIN ledger_entries e
        ON e.tenant_id = j.tenant_id AND e.workspace_id = j.workspace_id AND e.journal_id = j.id
      WHERE j.tenant_id = n.tenant_id AND j.workspace_id = n.workspace_id AND j.operation_id = n.id
        AND j.kind IN ('credit_note', 'credit_note_void') AND e.account = 'credited')
  FROM credit_notes n JOIN invoices i
    ON i.tenant_id = n.tenant_id AND i.workspace_id = n.workspace_id AND i.id = n.invoice_id
  WHERE i.month = of_month ORDER BY n.number
$$;
--> statement-breakpoint

-- What workspaces owe for calls up to the end of a month, in their zones, that is on no invoice.
CREATE FUNCTION system.use_not_invoiced(of_month text)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, time_zone text, amount_nano bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT j.tenant_id, j.workspace_id, w.time_zone, sum(e.amount_nano)::bigint
  FROM ledger_journals j
    JOIN workspaces w ON w.tenant_id = j.tenant_id AND w.id = j.workspace_id
    JOIN ledger_entries e ON e.tenant_id = j.tenant_id AND e.workspace_id = j.workspace_id AND e.journal_id = j.id
  WHERE j.kind IN ('usage', 'correction') AND e.account = 'receivable'
    AND j.created_at < (((of_month || '-01')::date + interval '1 month') AT TIME ZONE w.time_zone)
    AND NOT EXISTS (SELECT FROM invoiced_journals c
      WHERE c.tenant_id = j.tenant_id AND c.workspace_id = j.workspace_id AND c.journal_id = j.id)
  GROUP BY 1, 2, 3 ORDER BY 1, 2
$$;
--> statement-breakpoint

-- Payments for credit that were paid since then and before then, and those that Stripe names.
CREATE FUNCTION system.payments_paid(since timestamptz, until timestamptz, named uuid[])
RETURNS TABLE (workspace_id uuid, id uuid, state text, price_cents integer, tax_cents integer, money_id text,
  paid_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.workspace_id, p.id, p.state, p.price_cents, p.tax_cents, p.money_id, p.paid_at FROM payments p
  WHERE (p.paid_at >= since AND p.paid_at < until) OR p.id = ANY (named) ORDER BY p.id
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('owing_workspaces', 'invoices_to_send', 'place_of_invoice', 'list_invoices', 'invoice_books',
      'credit_note_books', 'use_not_invoiced', 'payments_paid') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
--> statement-breakpoint

-- As it was, but an invoice for use that is not paid makes a subscription failing as well.
SET LOCAL ROLE geko_system;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION system.list_subscriptions(only_failing boolean, before_at timestamptz, before_id uuid, most integer)
RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, plan_id text, held_plan_id text, is_by_hand boolean,
  state text, price_cents integer, period_end_at timestamptz, trial_end_at timestamptz, is_ending boolean,
  failed_since timestamptz, begun_at timestamptz, ended_at timestamptz, subscription_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.workspace_id, w.name, p.plan_id, s.plan_id, s.is_by_hand, p.state, p.price_cents, p.period_end_at,
    p.trial_end_at, p.is_ending, f.since, p.begun_at, p.ended_at, p.subscription_id
  FROM plan_subscriptions p
    JOIN workspaces w ON w.tenant_id = p.tenant_id AND w.id = p.workspace_id
    JOIN workspace_subscriptions s ON s.tenant_id = p.tenant_id AND s.workspace_id = p.workspace_id
    CROSS JOIN LATERAL (SELECT least(p.failed_since, (SELECT min(i.failed_at) FROM invoices i
      WHERE i.tenant_id = p.tenant_id AND i.workspace_id = p.workspace_id AND i.state = 'failed'
        AND p.state NOT IN ('ended', 'incomplete'))) AS since) f
  WHERE p.state <> 'begun' AND (NOT only_failing OR (f.since IS NOT NULL AND p.state <> 'ended'))
    AND (before_at IS NULL OR (p.begun_at, p.id) < (before_at, before_id))
  ORDER BY p.begun_at DESC, p.id DESC LIMIT most
$$;
--> statement-breakpoint
RESET ROLE;
