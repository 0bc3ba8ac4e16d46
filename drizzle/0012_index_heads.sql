DROP INDEX "turns_conversation";--> statement-breakpoint
DROP INDEX "ledger_journals_operation";--> statement-breakpoint
CREATE INDEX "turns_conversation" ON "turns" USING btree ("tenant_id","conversation_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_journals_operation" ON "ledger_journals" USING btree ("tenant_id","operation_id","kind","workspace_id");