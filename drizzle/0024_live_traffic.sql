-- The names of workspaces, for operators who watch their calls.
CREATE FUNCTION system.workspace_names(ids uuid[]) RETURNS TABLE (id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.id, w.name FROM workspaces w WHERE w.id = ANY (ids)
$$;
--> statement-breakpoint
-- How many people have called a model since then.
CREATE FUNCTION system.people_with_calls(since timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(DISTINCT u.user_id) FROM token_usage u WHERE u.created_at >= since
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.workspace_names(uuid[]), system.people_with_calls(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.workspace_names(uuid[]), system.people_with_calls(timestamptz) TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.workspace_names(uuid[]) OWNER TO geko_system;
--> statement-breakpoint
ALTER FUNCTION system.people_with_calls(timestamptz) OWNER TO geko_system;
