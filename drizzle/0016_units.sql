ALTER TABLE "holds" ADD COLUMN "images" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "image_kind" text;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "characters" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "model_id" text;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "images" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "image_kind" text;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "characters" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD COLUMN "images" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD COLUMN "image_kind" text;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD COLUMN "characters" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD COLUMN "seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "images" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "characters" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "seconds" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint

-- Adds a call, or what a correction changes of one, to the sums of its day, member, model, funding and key.
-- sums: a row of usage_daily without its workspace; a correction brings differences, which may be below zero.
-- api_key_id: null for none; images, characters, seconds: null for 0.
CREATE OR REPLACE FUNCTION add_usage_day(sums jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, requests,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, images, characters, seconds,
      cost_nano, charge_nano, absorbed_nano)
    SELECT context_tenant(), context_workspace(), s.day, s.user_id, s.model_id, s.funding,
      coalesce(s.api_key_id, '00000000-0000-0000-0000-000000000000'), s.requests, s.input_tokens, s.cached_input_tokens,
      s.cache_write_tokens, s.output_tokens, s.reasoning_tokens, coalesce(s.images, 0), coalesce(s.characters, 0),
      coalesce(s.seconds, 0), s.cost_nano, s.charge_nano, s.absorbed_nano
    FROM jsonb_populate_record(NULL::usage_daily, sums) s
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
