DROP INDEX "credit_lots_open";--> statement-breakpoint
DROP INDEX "credit_lots_expiry";--> statement-breakpoint
ALTER TABLE "credit_lots" ADD COLUMN "is_open" boolean GENERATED ALWAYS AS (remaining_nano > 0) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "credit_lots_open" ON "credit_lots" USING btree ("tenant_id","workspace_id","priority","expires_at","id") WHERE is_open;--> statement-breakpoint
CREATE INDEX "credit_lots_expiry" ON "credit_lots" USING btree ("expires_at") WHERE is_open;