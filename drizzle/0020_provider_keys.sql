CREATE TABLE "model_fallbacks" (
	"model_id" text PRIMARY KEY NOT NULL,
	"fallback_ids" text[] NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_key_hours" (
	"alias" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"calls" integer NOT NULL,
	"failed" integer NOT NULL,
	"cost_nano" bigint NOT NULL,
	CONSTRAINT "provider_key_hours_alias_hour_pk" PRIMARY KEY("alias","hour")
);
--> statement-breakpoint
CREATE TABLE "provider_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"alias" text NOT NULL,
	"provider" text NOT NULL,
	"base_url" text,
	"weight" integer DEFAULT 1 NOT NULL,
	"region" text,
	"status" text DEFAULT 'active' NOT NULL,
	"secret_ref" text,
	"last_four" text,
	"fingerprint" text,
	"spend_cap_nano" bigint,
	"rest_until" timestamp with time zone,
	"rest_reason" text,
	"broken_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_keys_alias_unique" UNIQUE("alias"),
	CONSTRAINT "provider_keys_weight" CHECK ("provider_keys"."weight" between 1 and 100),
	CONSTRAINT "provider_keys_cap" CHECK ("provider_keys"."spend_cap_nano" >= 0)
);
--> statement-breakpoint
CREATE TABLE "provider_switches" (
	"provider" text PRIMARY KEY NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"broken_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "turns" ADD COLUMN "asked_for" text;--> statement-breakpoint
ALTER TABLE "turns" ADD COLUMN "hops" text[];--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "asked_for" text;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "hops" text[];--> statement-breakpoint
ALTER TABLE "model_fallbacks" ADD CONSTRAINT "model_fallbacks_model_id_model_catalog_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."model_catalog"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "token_usage_recent" ON "token_usage" USING brin ("created_at");