CREATE TABLE "markups" (
	"scope" text PRIMARY KEY NOT NULL,
	"bps" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_candidates" (
	"id" text PRIMARY KEY NOT NULL,
	"facts" jsonb NOT NULL,
	"status" text NOT NULL,
	"problems" text[] DEFAULT '{}' NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plan_overrides" (
	"plan_id" text PRIMARY KEY NOT NULL,
	"plan" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credit_lots" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"priority" integer NOT NULL,
	"granted_nano" bigint NOT NULL,
	"remaining_nano" bigint NOT NULL,
	"held_nano" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone,
	"granted_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "credit_lots_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "ledger_balances" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"account" text NOT NULL,
	"amount_nano" bigint NOT NULL,
	CONSTRAINT "ledger_balances_tenant_id_workspace_id_account_pk" PRIMARY KEY("tenant_id","workspace_id","account")
);
--> statement-breakpoint
CREATE TABLE "limit_requests" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"limit_id" uuid NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	CONSTRAINT "limit_requests_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "limits" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"meter" text NOT NULL,
	"cap" bigint NOT NULL,
	"period" text NOT NULL,
	"anchor_at" timestamp with time zone,
	"overflow" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "limits_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenant_limits" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meter" text NOT NULL,
	"cap" bigint NOT NULL,
	"period" text NOT NULL,
	"anchor_at" timestamp with time zone,
	"overflow" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tenant_limits_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenant_quotas" (
	"tenant_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"meter" text NOT NULL,
	"period" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"used" bigint DEFAULT 0 NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "tenant_quotas_pk" PRIMARY KEY("tenant_id","subject","meter","period","period_start")
);
--> statement-breakpoint
CREATE TABLE "usage_corrections" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"usage_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"input_tokens" integer NOT NULL,
	"cached_input_tokens" integer NOT NULL,
	"cache_write_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"reasoning_tokens" integer NOT NULL,
	"metered_tokens" integer NOT NULL,
	"overshoot_tokens" integer NOT NULL,
	"raw_usage" jsonb,
	"is_estimated" boolean NOT NULL,
	"lines" jsonb NOT NULL,
	"cost_nano" bigint NOT NULL,
	"charge_nano" bigint NOT NULL,
	"absorbed_nano" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_corrections_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "usage_daily" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"day" date NOT NULL,
	"user_id" uuid NOT NULL,
	"model_id" text NOT NULL,
	"funding" text NOT NULL,
	"requests" bigint NOT NULL,
	"input_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"cache_write_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_nano" bigint NOT NULL,
	"charge_nano" bigint NOT NULL,
	"absorbed_nano" bigint NOT NULL,
	CONSTRAINT "usage_daily_tenant_id_workspace_id_day_user_id_model_id_funding_pk" PRIMARY KEY("tenant_id","workspace_id","day","user_id","model_id","funding")
);
--> statement-breakpoint
CREATE TABLE "notice_reads" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_reads_tenant_id_workspace_id_user_id_pk" PRIMARY KEY("tenant_id","workspace_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"permission" text,
	"facts" jsonb NOT NULL,
	"once_key" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"mailed_at" timestamp with time zone,
	CONSTRAINT "notices_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "notices_once" UNIQUE("tenant_id","workspace_id","once_key")
);
--> statement-breakpoint
ALTER TABLE "quotas" DROP CONSTRAINT "quotas_tenant_id_workspace_id_subject_meter_period_start_pk";--> statement-breakpoint
-- What is counted already belongs to the plan, by the month of the workspace's zone.
ALTER TABLE "quotas" ADD COLUMN "period" text NOT NULL DEFAULT 'month', ADD COLUMN "period_end" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quotas" ALTER COLUMN "period" DROP DEFAULT, NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "holds" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspaces" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "quotas" q SET
  "subject" = CASE q."subject" WHEN 'workspace' THEN 'plan' ELSE 'plan:' || q."subject" END,
  "period_end" = ((q."period_start" AT TIME ZONE w."time_zone") + interval '1 month') AT TIME ZONE w."time_zone"
  FROM "workspaces" w WHERE w."tenant_id" = q."tenant_id" AND w."id" = q."workspace_id";--> statement-breakpoint
UPDATE "holds" SET "amounts" = (
  SELECT jsonb_agg(a || jsonb_build_object('period', 'month', 'subject',
    CASE a->>'subject' WHEN 'workspace' THEN 'plan' ELSE 'plan:' || (a->>'subject') END) ORDER BY n)
  FROM jsonb_array_elements("amounts") WITH ORDINALITY AS e(a, n))
  WHERE jsonb_array_length("amounts") > 0;--> statement-breakpoint
ALTER TABLE "quotas" ALTER COLUMN "period_end" SET NOT NULL, FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "holds" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspaces" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "quotas" ADD CONSTRAINT "quotas_pk" PRIMARY KEY("tenant_id","workspace_id","subject","meter","period","period_start");--> statement-breakpoint
ALTER TABLE "workspace_models" ALTER COLUMN "is_enabled" SET DEFAULT true;--> statement-breakpoint
ALTER TABLE "model_prices" ADD COLUMN "image_nano" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "model_prices" ADD COLUMN "characters_nano" bigint;--> statement-breakpoint
ALTER TABLE "model_prices" ADD COLUMN "minute_nano" bigint;--> statement-breakpoint
ALTER TABLE "workspace_models" ADD COLUMN "markup_bps" integer;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "lots" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD COLUMN "lot_id" uuid;--> statement-breakpoint
ALTER TABLE "ledger_journals" ADD COLUMN "wallet_after_nano" bigint;--> statement-breakpoint
ALTER TABLE "credit_lots" ADD CONSTRAINT "credit_lots_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_lots" ADD CONSTRAINT "credit_lots_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limit_requests" ADD CONSTRAINT "limit_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limit_requests" ADD CONSTRAINT "limit_requests_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limit_requests" ADD CONSTRAINT "limit_requests_tenant_id_workspace_id_limit_id_limits_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","limit_id") REFERENCES "public"."limits"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_limits" ADD CONSTRAINT "tenant_limits_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_limits" ADD CONSTRAINT "tenant_limits_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_quotas" ADD CONSTRAINT "tenant_quotas_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD CONSTRAINT "usage_corrections_tenant_id_workspace_id_usage_id_token_usage_tenant_id_workspace_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id","usage_id") REFERENCES "public"."token_usage"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD CONSTRAINT "usage_daily_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_reads" ADD CONSTRAINT "notice_reads_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_reads" ADD CONSTRAINT "notice_reads_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_tenant_id_workspace_id_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_lots_open" ON "credit_lots" USING btree ("tenant_id","workspace_id","priority","expires_at","id") WHERE remaining_nano > 0;--> statement-breakpoint
CREATE INDEX "credit_lots_expiry" ON "credit_lots" USING btree ("expires_at") WHERE remaining_nano > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "limit_requests_open" ON "limit_requests" USING btree ("tenant_id","workspace_id","user_id","limit_id") WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "limits_subject" ON "limits" USING btree ("tenant_id","workspace_id","subject_kind","subject_id","meter","period");--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_limits_meter" ON "tenant_limits" USING btree ("tenant_id","meter","period");--> statement-breakpoint
CREATE UNIQUE INDEX "usage_corrections_seq" ON "usage_corrections" USING btree ("tenant_id","workspace_id","usage_id","seq");--> statement-breakpoint
CREATE INDEX "notices_time" ON "notices" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notices_unmailed" ON "notices" USING btree ("created_at") WHERE mailed_at is null;