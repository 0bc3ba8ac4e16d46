CREATE TABLE "plan_invoices" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"plan_id" text NOT NULL,
	"stripe_invoice_id" text NOT NULL,
	"number" text NOT NULL,
	"state" text NOT NULL,
	"subtotal_cents" bigint NOT NULL,
	"tax_cents" bigint NOT NULL,
	"credited_cents" bigint NOT NULL,
	"paid_cents" bigint NOT NULL,
	"balance_cents" bigint NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"payment_intent_id" text,
	"page_url" text,
	"pdf_url" text,
	CONSTRAINT "plan_invoices_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "plan_invoices_state" CHECK (("plan_invoices"."state" = 'paid') = ("plan_invoices"."paid_at" is not null) and ("plan_invoices"."state" = 'void') = ("plan_invoices"."voided_at" is not null)),
	CONSTRAINT "plan_invoices_whole" CHECK ("plan_invoices"."state" <> 'paid'
        or "plan_invoices"."paid_cents" + "plan_invoices"."balance_cents" + "plan_invoices"."credited_cents" = "plan_invoices"."subtotal_cents" + "plan_invoices"."tax_cents")
);
--> statement-breakpoint
ALTER TABLE "money_backs" ALTER COLUMN "payment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "balance_cents" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "money_backs" ADD COLUMN "plan_invoice_id" uuid;--> statement-breakpoint
ALTER TABLE "money_backs" ADD COLUMN "invoice_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "balance_cents" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stripe_customers" ADD COLUMN "cards_leased_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plan_subscriptions" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plan_invoices" ADD CONSTRAINT "plan_invoices_of_subscription" FOREIGN KEY ("tenant_id","workspace_id","subscription_id") REFERENCES "public"."plan_subscriptions"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "plan_invoices_stripe" ON "plan_invoices" USING btree ("stripe_invoice_id");--> statement-breakpoint
CREATE INDEX "plan_invoices_payment" ON "plan_invoices" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "plan_invoices_made" ON "plan_invoices" USING btree ("made_at","id");--> statement-breakpoint
ALTER TABLE "money_backs" ADD CONSTRAINT "money_backs_of_plan_invoice" FOREIGN KEY ("tenant_id","workspace_id","plan_invoice_id") REFERENCES "public"."plan_invoices"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_backs" ADD CONSTRAINT "money_backs_of_invoice" FOREIGN KEY ("tenant_id","workspace_id","invoice_id") REFERENCES "public"."invoices"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "money_backs_plan_invoice" ON "money_backs" USING btree ("tenant_id","plan_invoice_id");--> statement-breakpoint
CREATE INDEX "money_backs_invoice" ON "money_backs" USING btree ("tenant_id","invoice_id");--> statement-breakpoint
CREATE INDEX "payments_begun" ON "payments" USING btree ("begun_at","id") WHERE state = 'begun';--> statement-breakpoint
ALTER TABLE "money_backs" ADD CONSTRAINT "money_backs_of_one" CHECK (num_nonnulls("money_backs"."payment_id", "money_backs"."plan_invoice_id", "money_backs"."invoice_id") = 1);
--> statement-breakpoint
ALTER TABLE plan_invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY workspace_wall ON plan_invoices TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY system_reads ON plan_invoices FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (state, tax_cents, credited_cents, paid_cents, balance_cents, paid_at, voided_at,
  payment_intent_id, page_url, pdf_url) ON plan_invoices TO geko_app;
--> statement-breakpoint
GRANT SELECT ON plan_invoices TO geko_system;
--> statement-breakpoint
GRANT UPDATE (balance_cents) ON invoices TO geko_app;
--> statement-breakpoint
GRANT UPDATE (checked_at, balance_cents) ON payments TO geko_app;
--> statement-breakpoint
GRANT UPDATE (checked_at) ON plan_subscriptions TO geko_app;
--> statement-breakpoint
GRANT UPDATE (cards_leased_until) ON stripe_customers TO geko_app;
--> statement-breakpoint
CREATE TRIGGER move_forward BEFORE UPDATE ON plan_invoices
  FOR EACH ROW EXECUTE FUNCTION move_forward('open', 'failed', 'paid', 'void');
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON plan_invoices
  FOR EACH ROW EXECUTE FUNCTION tell_change('invoices', 'workspace');
--> statement-breakpoint

-- Both kinds of invoices, as they are listed; the walls are those of the tables.
CREATE VIEW invoice_list WITH (security_invoker = true) AS
  SELECT i.tenant_id, i.workspace_id, i.id, 'use' AS kind, i.number, i.month, NULL::text AS plan_id, i.state, i.total_cents,
    i.tax_cents, i.credited_cents,
    (SELECT coalesce(sum(b.amount_cents), 0)::bigint FROM money_backs b WHERE b.tenant_id = i.tenant_id
      AND b.workspace_id = i.workspace_id AND b.invoice_id = i.id AND b.taken_nano > 0) AS refunded_cents,
    i.made_at, i.paid_at, i.charge_at, i.page_url, NULL::text AS pdf_url, i.stripe_invoice_id, i.problem
  FROM invoices i
  UNION ALL
  SELECT p.tenant_id, p.workspace_id, p.id, 'plan', p.number, to_char(p.made_at AT TIME ZONE 'UTC', 'YYYY-MM'), p.plan_id,
    p.state, p.subtotal_cents, p.tax_cents, p.credited_cents,
    (SELECT coalesce(sum(b.amount_cents), 0)::bigint FROM money_backs b WHERE b.tenant_id = p.tenant_id
      AND b.workspace_id = p.workspace_id AND b.plan_invoice_id = p.id AND b.taken_nano > 0),
    p.made_at, p.paid_at, NULL::timestamptz, p.page_url, p.pdf_url, p.stripe_invoice_id, NULL::text
  FROM plan_invoices p;
--> statement-breakpoint
GRANT SELECT ON invoice_list TO geko_app, geko_system;
--> statement-breakpoint

-- Every invoice of the installation, newest first; wanted: of that state only.
DROP FUNCTION system.list_invoices;
--> statement-breakpoint
CREATE FUNCTION system.list_invoices(wanted text, before_at timestamptz, before_id uuid, most integer)
RETURNS TABLE (id uuid, workspace_id uuid, kind text, number text, month text, plan_id text, state text, total_cents bigint,
  tax_cents bigint, credited_cents bigint, refunded_cents bigint, made_at timestamptz, paid_at timestamptz,
  charge_at timestamptz, page_url text, pdf_url text, stripe_invoice_id text, problem text, company_name text,
  workspace_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l.workspace_id, l.kind, l.number, l.month, l.plan_id, l.state, l.total_cents, l.tax_cents, l.credited_cents,
    l.refunded_cents, l.made_at, l.paid_at, l.charge_at, l.page_url, l.pdf_url, l.stripe_invoice_id, l.problem,
    coalesce(i.company_name, t.name), coalesce(i.workspace_name, w.name)
  FROM invoice_list l
    JOIN workspaces w ON w.tenant_id = l.tenant_id AND w.id = l.workspace_id
    JOIN tenants t ON t.id = l.tenant_id
    LEFT JOIN invoices i ON i.tenant_id = l.tenant_id AND i.workspace_id = l.workspace_id AND i.id = l.id
  WHERE (wanted IS NULL OR l.state = wanted) AND (before_at IS NULL OR (l.made_at, l.id) < (before_at, before_id))
  ORDER BY l.made_at DESC, l.id DESC LIMIT most
$$;
--> statement-breakpoint

-- What this money paid: credit, a plan's invoice, or one for use.
DROP FUNCTION system.place_of_money;
--> statement-breakpoint
CREATE FUNCTION system.place_of_money(money text) RETURNS TABLE (kind text, id uuid, tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'payment', p.id, p.tenant_id, p.workspace_id FROM payments p WHERE p.money_id = money
  UNION ALL
  SELECT 'plan', p.id, p.tenant_id, p.workspace_id FROM plan_invoices p WHERE p.payment_intent_id = money AND p.state = 'paid'
  UNION ALL
  SELECT 'use', i.id, i.tenant_id, i.workspace_id FROM invoices i WHERE i.payment_intent_id = money AND i.state = 'paid'
$$;
--> statement-breakpoint

-- The invoices of plans that were made since then and before then, with what the books say of each in nano-USD.
CREATE FUNCTION system.plan_invoice_books(since timestamptz, until timestamptz)
RETURNS TABLE (workspace_id uuid, id uuid, number text, state text, stripe_invoice_id text, payment_intent_id text,
  subtotal_cents bigint, tax_cents bigint, credited_cents bigint, paid_cents bigint, balance_cents bigint,
  payments_nano bigint, balance_nano bigint, revenue_nano bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.workspace_id, p.id, p.number, p.state, p.stripe_invoice_id, p.payment_intent_id, p.subtotal_cents, p.tax_cents,
    p.credited_cents, p.paid_cents, p.balance_cents,
    coalesce(sum(e.amount_nano) FILTER (WHERE e.account = 'payments'), 0)::bigint,
    coalesce(sum(e.amount_nano) FILTER (WHERE e.account = 'customer_balance'), 0)::bigint,
    coalesce(sum(e.amount_nano) FILTER (WHERE e.account = 'plan_revenue'), 0)::bigint
  FROM plan_invoices p
    LEFT JOIN ledger_journals j ON j.tenant_id = p.tenant_id AND j.workspace_id = p.workspace_id AND j.operation_id = p.id
      AND j.kind = 'plan_paid'
    LEFT JOIN ledger_entries e ON e.tenant_id = j.tenant_id AND e.workspace_id = j.workspace_id AND e.journal_id = j.id
  WHERE p.made_at >= since AND p.made_at < until
  GROUP BY p.tenant_id, p.workspace_id, p.id ORDER BY p.number
$$;
--> statement-breakpoint
-- As it was, with what was paid by the customer's balance.
DROP FUNCTION system.payments_paid;
--> statement-breakpoint
CREATE FUNCTION system.payments_paid(since timestamptz, until timestamptz, named uuid[])
RETURNS TABLE (workspace_id uuid, id uuid, state text, price_cents integer, tax_cents integer, balance_cents integer,
  money_id text, paid_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.workspace_id, p.id, p.state, p.price_cents, p.tax_cents, p.balance_cents, p.money_id, p.paid_at FROM payments p
  WHERE (p.paid_at >= since AND p.paid_at < until) OR p.id = ANY (named) ORDER BY p.id
$$;
--> statement-breakpoint
-- What went back of money that Stripe names.
CREATE FUNCTION system.money_backs_of(money text[]) RETURNS TABLE (paid_by text, kind text, state text,
  money_id text, amount_cents integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT b.paid_by, b.kind, b.state, b.money_id, b.amount_cents FROM money_backs b WHERE b.paid_by = ANY (money)
$$;
--> statement-breakpoint
-- Which of the subscriptions that Stripe names were begun here.
CREATE FUNCTION system.subscriptions_begun(named text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.subscription_id FROM plan_subscriptions p WHERE p.subscription_id = ANY (named)
$$;
--> statement-breakpoint
-- What plans have brought since then and what of such money went back, without tax, in cents.
CREATE FUNCTION system.plans_paid(since timestamptz) RETURNS TABLE (paid_cents bigint, back_cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT coalesce(sum(CASE WHEN p.subtotal_cents + p.tax_cents = 0 THEN p.paid_cents
        ELSE round(p.paid_cents::numeric * p.subtotal_cents / (p.subtotal_cents + p.tax_cents)) END), 0)::bigint
      FROM plan_invoices p WHERE p.paid_at >= since),
    (SELECT coalesce(round(sum(b.taken_nano) / 10000000), 0)::bigint
      FROM money_backs b WHERE b.plan_invoice_id IS NOT NULL AND b.changed_at >= since)
$$;
--> statement-breakpoint

-- Subscriptions of which Stripe is to be asked whether it has told all: what runs once a day, and after its period has
-- ended; a page that was opened and not heard of, until it is closed for good. The longest waiting first.
CREATE FUNCTION system.subscriptions_to_ask(at timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.tenant_id, p.workspace_id, p.id FROM plan_subscriptions p
    CROSS JOIN LATERAL (SELECT greatest(p.asked_at, p.checked_at) AS last) k
  WHERE (p.state IN ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused')
      AND (k.last < at - interval '1 day'
        OR (p.period_end_at < at - interval '1 hour' AND k.last < p.period_end_at + interval '1 hour')))
    OR (p.state = 'begun' AND p.session_id IS NOT NULL
      AND p.begun_at BETWEEN at - interval '3 days' AND at - interval '10 minutes'
      AND (k.last IS NULL OR k.last < at - interval '1 hour'))
  ORDER BY k.last NULLS FIRST, p.id LIMIT most
$$;
--> statement-breakpoint
-- The same of credit that somebody began to buy.
CREATE FUNCTION system.payments_to_ask(at timestamptz, most integer)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid, session_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.tenant_id, p.workspace_id, p.id, p.session_id FROM payments p
  WHERE p.state = 'begun' AND p.session_id IS NOT NULL
    AND p.begun_at BETWEEN at - interval '3 days' AND at - interval '10 minutes'
    AND (p.checked_at IS NULL OR p.checked_at < at - interval '1 hour')
  ORDER BY p.checked_at NULLS FIRST, p.id LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('list_invoices', 'place_of_money', 'payments_paid', 'plan_invoice_books', 'money_backs_of', 'subscriptions_begun',
      'plans_paid', 'subscriptions_to_ask', 'payments_to_ask') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
