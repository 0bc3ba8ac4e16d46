DROP INDEX "conversations_recent";--> statement-breakpoint
DROP INDEX "token_usage_time";--> statement-breakpoint
DROP INDEX "audit_logs_time";--> statement-breakpoint
CREATE INDEX "conversations_recent" ON "conversations" USING btree ("tenant_id","workspace_id","user_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "token_usage_time" ON "token_usage" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_logs_time" ON "audit_logs" USING btree ("tenant_id","workspace_id","created_at","id");
