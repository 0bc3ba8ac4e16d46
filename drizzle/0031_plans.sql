CREATE TABLE "plan_subscriptions" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" text NOT NULL,
	"price_cents" integer NOT NULL,
	"trial_days" integer NOT NULL,
	"state" text NOT NULL,
	"rank" integer DEFAULT 0 NOT NULL,
	"asked_at" timestamp with time zone,
	"customer_id" text,
	"session_id" text,
	"subscription_id" text,
	"period_start_at" timestamp with time zone,
	"period_end_at" timestamp with time zone,
	"paid_until" timestamp with time zone,
	"trial_end_at" timestamp with time zone,
	"is_ending" boolean DEFAULT false NOT NULL,
	"failed_since" timestamp with time zone,
	"look_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"begun_by" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plan_subscriptions_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "plan_subscriptions_told" CHECK (("plan_subscriptions"."state" = 'begun') = ("plan_subscriptions"."subscription_id" is null) and ("plan_subscriptions"."state" = 'begun') = ("plan_subscriptions"."asked_at" is null)),
	CONSTRAINT "plan_subscriptions_ended" CHECK (("plan_subscriptions"."state" = 'ended') = ("plan_subscriptions"."ended_at" is not null))
);
--> statement-breakpoint
-- What workspaces have until now was set by the operator's hand, or is what everybody begins with.
ALTER TABLE "workspace_subscriptions" ADD COLUMN "is_by_hand" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "workspace_subscriptions" ALTER COLUMN "is_by_hand" SET DEFAULT false;--> statement-breakpoint
ALTER TABLE "plan_subscriptions" ADD CONSTRAINT "plan_subscriptions_begun_by_users_id_fk" FOREIGN KEY ("begun_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_subscriptions" ADD CONSTRAINT "plan_subscriptions_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "plan_subscriptions_id" ON "plan_subscriptions" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_subscriptions_subscription" ON "plan_subscriptions" USING btree ("subscription_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_subscriptions_live" ON "plan_subscriptions" USING btree ("tenant_id","workspace_id") WHERE state in ('trialing', 'active', 'past_due', 'unpaid', 'paused');--> statement-breakpoint
CREATE INDEX "plan_subscriptions_begun" ON "plan_subscriptions" USING btree ("begun_at","id");--> statement-breakpoint
CREATE INDEX "plan_subscriptions_look" ON "plan_subscriptions" USING btree ("look_at","id") WHERE look_at is not null;
--> statement-breakpoint

ALTER TABLE plan_subscriptions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY workspace_wall ON plan_subscriptions TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY system_reads ON plan_subscriptions FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (plan_id, price_cents, state, rank, asked_at, customer_id, session_id, subscription_id,
  period_start_at, period_end_at, paid_until, trial_end_at, is_ending, failed_since, look_at, ended_at, end_reason)
  ON plan_subscriptions TO geko_app;
--> statement-breakpoint
GRANT SELECT ON plan_subscriptions TO geko_system;
--> statement-breakpoint

-- A life goes on, and never back: news of it come late and in any order.
CREATE FUNCTION keep_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.rank < OLD.rank OR NEW.asked_at < OLD.asked_at OR (OLD.state = 'ended' AND NEW.state <> 'ended')
    OR NEW.subscription_id <> OLD.subscription_id THEN
    RAISE EXCEPTION 'a subscription does not go back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_forward BEFORE UPDATE ON plan_subscriptions FOR EACH ROW EXECUTE FUNCTION keep_forward();
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON plan_subscriptions FOR EACH ROW EXECUTE FUNCTION tell_change('plan', 'workspace');
--> statement-breakpoint

-- Where a subscription of Stripe's was begun; by its own name, else by the id that its objects carry.
CREATE FUNCTION system.place_of_subscription(subscription text, operation uuid)
RETURNS TABLE (tenant_id uuid, workspace_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.tenant_id, p.workspace_id, p.id FROM plan_subscriptions p
  WHERE p.subscription_id = subscription OR p.id = operation
  ORDER BY p.subscription_id IS NOT DISTINCT FROM subscription DESC LIMIT 1
$$;
--> statement-breakpoint

-- Whether any workspace of this company has had a subscription.
CREATE FUNCTION system.company_had_plan() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(bool_or(p.state NOT IN ('begun', 'incomplete')), false)
  FROM plan_subscriptions p WHERE p.tenant_id = (SELECT context_tenant())
$$;
--> statement-breakpoint

-- Subscriptions whose grace, or next reminder, falls due; the longest waiting first.
CREATE FUNCTION system.subscriptions_to_look_at(at timestamptz, most integer) RETURNS TABLE (tenant_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.tenant_id, p.workspace_id FROM plan_subscriptions p WHERE p.look_at <= at ORDER BY p.look_at LIMIT most
$$;
--> statement-breakpoint

-- For operators: what was begun at Stripe and has a subscription there, the newest first.
CREATE FUNCTION system.list_subscriptions(only_failing boolean, before_at timestamptz, before_id uuid, most integer)
RETURNS TABLE (id uuid, workspace_id uuid, workspace_name text, plan_id text, held_plan_id text, is_by_hand boolean,
  state text, price_cents integer, period_end_at timestamptz, trial_end_at timestamptz, is_ending boolean,
  failed_since timestamptz, begun_at timestamptz, ended_at timestamptz, subscription_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.workspace_id, w.name, p.plan_id, s.plan_id, s.is_by_hand, p.state, p.price_cents, p.period_end_at,
    p.trial_end_at, p.is_ending, p.failed_since, p.begun_at, p.ended_at, p.subscription_id
  FROM plan_subscriptions p
    JOIN workspaces w ON w.tenant_id = p.tenant_id AND w.id = p.workspace_id
    JOIN workspace_subscriptions s ON s.tenant_id = p.tenant_id AND s.workspace_id = p.workspace_id
  WHERE p.state <> 'begun' AND (NOT only_failing OR (p.failed_since IS NOT NULL AND p.state <> 'ended'))
    AND (before_at IS NULL OR (p.begun_at, p.id) < (before_at, before_id))
  ORDER BY p.begun_at DESC, p.id DESC LIMIT most
$$;
--> statement-breakpoint

-- For operators: subscriptions by plan. lapsed_at: payments that failed before it are no longer counted upon.
CREATE FUNCTION system.subscription_figures(since timestamptz, lapsed_at timestamptz)
RETURNS TABLE (plan_id text, recurring_cents bigint, active bigint, trialing bigint, failing bigint, ending bigint,
  begun bigint, ended bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.plan_id,
    coalesce(sum(p.price_cents) FILTER (WHERE p.state = 'active'
      OR (p.state IN ('past_due', 'unpaid') AND p.failed_since > lapsed_at)), 0),
    count(*) FILTER (WHERE p.state = 'active'), count(*) FILTER (WHERE p.state = 'trialing'),
    count(*) FILTER (WHERE p.failed_since IS NOT NULL AND p.state <> 'ended'),
    count(*) FILTER (WHERE p.is_ending AND p.state IN ('active', 'trialing', 'past_due', 'unpaid')),
    count(*) FILTER (WHERE p.begun_at >= since AND p.state NOT IN ('begun', 'incomplete')),
    count(*) FILTER (WHERE p.ended_at >= since)
  FROM plan_subscriptions p GROUP BY p.plan_id
$$;
--> statement-breakpoint

-- For operators: credit that was bought and paid for since then.
CREATE FUNCTION system.credit_sold(since timestamptz) RETURNS TABLE (cents bigint, purchases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(y.price_cents), 0)::bigint, count(*) FROM payments y WHERE y.paid_at >= since
$$;
--> statement-breakpoint
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'system'::regnamespace
    AND p.proname IN ('place_of_subscription', 'company_had_plan', 'subscriptions_to_look_at', 'list_subscriptions',
      'subscription_figures', 'credit_sold') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geko_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO geko_system', f);
  END LOOP;
END $$;
