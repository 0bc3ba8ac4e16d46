CREATE TABLE "payments" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text NOT NULL,
	"credit_nano" bigint NOT NULL,
	"price_cents" integer NOT NULL,
	"tax_cents" integer DEFAULT 0 NOT NULL,
	"customer_id" text,
	"session_id" text,
	"money_id" text,
	"begun_by" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone,
	CONSTRAINT "payments_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "payments_paid" CHECK (("payments"."state" = 'paid') = ("payments"."paid_at" is not null) and ("payments"."state" = 'paid') = ("payments"."money_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"object_id" text,
	"outcome" text NOT NULL,
	"reason" text,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stripe_events_reason" CHECK (("stripe_events"."outcome" = 'quarantined') = ("stripe_events"."reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_begun_by_users_id_fk" FOREIGN KEY ("begun_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_money" ON "payments" USING btree ("money_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_id" ON "payments" USING btree ("id");--> statement-breakpoint
CREATE INDEX "stripe_events_quarantine" ON "stripe_events" USING btree ("received_at","id") WHERE outcome = 'quarantined';--> statement-breakpoint

ALTER TABLE payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY workspace_wall ON payments TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY system_reads ON payments FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (state, tax_cents, customer_id, session_id, money_id, paid_at) ON payments TO geko_app;
--> statement-breakpoint
GRANT SELECT ON payments TO geko_system;
--> statement-breakpoint
GRANT SELECT, INSERT ON stripe_events TO geko_app;
--> statement-breakpoint

-- Where a payment was begun whose id Stripe's objects carry.
CREATE FUNCTION system.place_of_payment(payment uuid) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.tenant_id, p.workspace_id FROM payments p WHERE p.id = payment
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.place_of_payment FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.place_of_payment TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.place_of_payment OWNER TO geko_system;
