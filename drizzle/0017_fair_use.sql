CREATE INDEX "notices_fair_use" ON "notices" USING btree ("created_at") WHERE facts->>'fairUse' = 'passed';--> statement-breakpoint

-- For operators: the live workspaces that have passed a limit of their plan in a period that runs, the newest first.
CREATE FUNCTION system.fair_use_passed(at timestamptz, most integer) RETURNS TABLE (workspace_id uuid,
  workspace_name text, plan_id text, facts jsonb, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.workspace_id, w.name, s.plan_id, n.facts, n.created_at
  FROM notices n
    JOIN workspaces w ON w.tenant_id = n.tenant_id AND w.id = n.workspace_id AND w.deleted_at IS NULL
    JOIN workspace_subscriptions s ON s.tenant_id = n.tenant_id AND s.workspace_id = n.workspace_id
  WHERE n.facts->>'fairUse' = 'passed' AND n.kind = 'limit_reached' AND n.user_id IS NULL
    AND (n.facts->>'resetsAt')::timestamptz > at
  ORDER BY n.created_at DESC LIMIT most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.fair_use_passed(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.fair_use_passed(timestamptz, integer) TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.fair_use_passed(timestamptz, integer) OWNER TO geko_system;
