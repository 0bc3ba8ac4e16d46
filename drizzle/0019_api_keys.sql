ALTER TABLE "api_keys" ADD COLUMN "key_hash" text NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_four" text NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "scopes" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "model_ids" text[];--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint

-- The key that a program shows, by the hash of its whole secret; nothing for one that was revoked.
CREATE FUNCTION system.find_api_key(hash text) RETURNS TABLE (id uuid, tenant_id uuid, workspace_id uuid, user_id uuid,
  scopes text[], model_ids text[], expires_at timestamptz, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.tenant_id, k.workspace_id, k.user_id, k.scopes, k.model_ids, k.expires_at, k.last_used_at
  FROM api_keys k WHERE k.key_hash = hash AND k.revoked_at IS NULL
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.find_api_key(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.find_api_key(text) TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.find_api_key(text) OWNER TO geko_system;
