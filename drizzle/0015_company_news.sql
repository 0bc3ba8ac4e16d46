-- The live workspaces of the context's company: news of a limit on all of them goes to each.
CREATE FUNCTION system.workspaces_of_company() RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.id FROM workspaces w WHERE w.tenant_id = (SELECT context_tenant()) AND w.deleted_at IS NULL ORDER BY w.id
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.workspaces_of_company() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.workspaces_of_company() TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.workspaces_of_company() OWNER TO geko_system;
