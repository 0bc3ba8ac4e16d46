-- The pool of provider keys belongs to the installation: operators keep it, every process reads it.
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_keys, provider_switches, model_fallbacks TO geko_app;
--> statement-breakpoint
GRANT SELECT ON provider_key_hours TO geko_app;
--> statement-breakpoint
GRANT SELECT ON provider_keys, provider_switches, provider_key_hours, model_fallbacks TO geko_system;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON provider_key_hours TO geko_keeper;
--> statement-breakpoint

-- Sums the receipts by the key that each call went by, of the hours since then, in place of what was known of them: so it
-- may run again, and at the same time. A call is of the hour in which it began.
GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
CREATE FUNCTION system.sum_key_hours(since timestamptz) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH summed AS (
    INSERT INTO provider_key_hours AS h (alias, hour, calls, failed, cost_nano)
      SELECT u.key_alias, date_trunc('hour', u.created_at, 'UTC'), count(*),
        count(*) FILTER (WHERE u.outcome = 'failed'), sum(u.cost_nano)
      FROM token_usage u
      WHERE u.created_at >= date_trunc('hour', since, 'UTC') AND u.key_alias IS NOT NULL
      GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (alias, hour) DO UPDATE SET calls = excluded.calls, failed = excluded.failed,
        cost_nano = excluded.cost_nano
      WHERE (h.calls, h.failed, h.cost_nano) IS DISTINCT FROM (excluded.calls, excluded.failed, excluded.cost_nano)
      RETURNING 1)
  SELECT count(*)::integer FROM summed
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.sum_key_hours(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.sum_key_hours(timestamptz) TO geko_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
--> statement-breakpoint

-- Sealed secrets lie in a schema of their own, which one role can read. The application gets at them by three functions;
-- what it gets is sealed with a key that the database does not have.
CREATE SCHEMA vault;
--> statement-breakpoint
CREATE TABLE vault.provider_secrets (
  key_id uuid PRIMARY KEY REFERENCES public.provider_keys (id) ON DELETE CASCADE,
  sealed text NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
CREATE FUNCTION vault.keep_secret(key_id uuid, sealed text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO vault.provider_secrets (key_id, sealed) VALUES (keep_secret.key_id, keep_secret.sealed)
    ON CONFLICT ON CONSTRAINT provider_secrets_pkey DO UPDATE SET sealed = excluded.sealed, sealed_at = now()
$$;
--> statement-breakpoint
CREATE FUNCTION vault.wipe_secret(key_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM vault.provider_secrets s WHERE s.key_id = wipe_secret.key_id
$$;
--> statement-breakpoint
CREATE FUNCTION vault.read_secrets() RETURNS TABLE (key_id uuid, sealed text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.key_id, s.sealed FROM vault.provider_secrets s
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION vault.keep_secret(uuid, text), vault.wipe_secret(uuid), vault.read_secrets() FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA vault TO geko_app;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION vault.keep_secret(uuid, text), vault.wipe_secret(uuid), vault.read_secrets() TO geko_app;
--> statement-breakpoint
GRANT USAGE, CREATE ON SCHEMA vault TO geko_vault;
--> statement-breakpoint
ALTER TABLE vault.provider_secrets OWNER TO geko_vault;
--> statement-breakpoint
ALTER FUNCTION vault.keep_secret(uuid, text) OWNER TO geko_vault;
--> statement-breakpoint
ALTER FUNCTION vault.wipe_secret(uuid) OWNER TO geko_vault;
--> statement-breakpoint
ALTER FUNCTION vault.read_secrets() OWNER TO geko_vault;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA vault FROM geko_vault;
