-- Limits and use by API key; holds and settlements in fewer steps.

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY workspace_wall ON api_keys TO geko_app
  USING (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()))
  WITH CHECK (tenant_id = (SELECT context_tenant()) AND workspace_id = (SELECT context_workspace()));
--> statement-breakpoint
CREATE POLICY system_reads ON api_keys FOR SELECT TO geko_system USING (true);
--> statement-breakpoint
CREATE POLICY keeper_keeps ON api_keys TO geko_keeper USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON api_keys TO geko_app;
--> statement-breakpoint
GRANT SELECT ON api_keys TO geko_system;
--> statement-breakpoint
GRANT SELECT, DELETE ON api_keys TO geko_keeper;
--> statement-breakpoint

-- The purge of a workspace takes what its people set and were told; books and sums of use stay.
GRANT CREATE ON SCHEMA system TO geko_keeper;
--> statement-breakpoint
SET LOCAL ROLE geko_keeper;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION system.purge_workspace(workspace uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE tenant uuid;
BEGIN
  UPDATE workspaces w SET purged_at = now(), name = 'Deleted workspace', icon_id = NULL
    WHERE w.id = workspace AND w.deleted_at <= now() - interval '30 days' AND w.purged_at IS NULL
    RETURNING w.tenant_id INTO tenant;
  IF tenant IS NULL THEN
    RETURN false;
  END IF;
  DELETE FROM turn_parts WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM turns WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM messages WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM conversations WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_models WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_icons WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM invitations WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM limit_requests WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM limits WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM api_keys WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM notices WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM notice_reads WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_members WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM role_permissions WHERE tenant_id = tenant AND workspace_id = workspace;
  DELETE FROM workspace_roles WHERE tenant_id = tenant AND workspace_id = workspace;
  RETURN true;
END $$;
--> statement-breakpoint
-- News is news for 90 days. What was not mailed yet stays until it is, and what was told of a period until that ends: it
-- is told once.
CREATE FUNCTION system.delete_old_notices() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  DELETE FROM notices n WHERE n.created_at < now() - interval '90 days' AND n.mailed_at IS NOT NULL
    AND coalesce((n.facts->>'resetsAt')::timestamptz <= now(), true);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.delete_old_notices() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.delete_old_notices() TO geko_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA system FROM geko_keeper;
--> statement-breakpoint

-- Adds a call, or what a correction changes of one, to the sums of its day, member, model, funding and key.
-- day: { day, userId, modelId, funding, apiKeyId, requests, inputTokens, cachedInputTokens, cacheWriteTokens,
-- outputTokens, reasoningTokens, costNano, chargeNano, absorbedNano }; a correction brings differences, which may be
-- below zero. apiKeyId: null for none.
CREATE OR REPLACE FUNCTION add_usage_day(day jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO usage_daily AS d (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, requests, input_tokens,
      cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano, charge_nano, absorbed_nano)
    VALUES (context_tenant(), context_workspace(), (day->>'day')::date, (day->>'userId')::uuid, day->>'modelId',
      day->>'funding', coalesce((day->>'apiKeyId')::uuid, '00000000-0000-0000-0000-000000000000'), (day->>'requests')::bigint, (day->>'inputTokens')::bigint, (day->>'cachedInputTokens')::bigint,
      (day->>'cacheWriteTokens')::bigint, (day->>'outputTokens')::bigint, (day->>'reasoningTokens')::bigint,
      (day->>'costNano')::bigint, (day->>'chargeNano')::bigint, (day->>'absorbedNano')::bigint)
    ON CONFLICT (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id) DO UPDATE SET
      requests = d.requests + excluded.requests, input_tokens = d.input_tokens + excluded.input_tokens,
      cached_input_tokens = d.cached_input_tokens + excluded.cached_input_tokens,
      cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens,
      reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano = d.cost_nano + excluded.cost_nano,
      charge_nano = d.charge_nano + excluded.charge_nano, absorbed_nano = d.absorbed_nano + excluded.absorbed_nano
$$;
--> statement-breakpoint

-- Limits on a company: their counters begin with what all of its workspaces used before, and a change is told to all of them.

-- What the context's company used in a stretch of time, in all of its workspaces: tokens, requests, or nano-USD; as
-- receipts and the newest of their corrections tell. A sum and nothing else.
CREATE FUNCTION system.tenant_used(meter text, since timestamptz, until timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(CASE meter
      WHEN 'tokens' THEN coalesce(c.metered_tokens, u.metered_tokens)
      WHEN 'charge' THEN coalesce(c.charge_nano, u.charge_nano)
      -- A call that gave nothing is not counted, unless the caller ended it themselves (finish-turn.ts).
      WHEN 'requests' THEN CASE WHEN u.outcome IN ('failed', 'interrupted') AND u.metered_tokens = 0 THEN 0 ELSE 1 END
    END), 0)::bigint
  FROM token_usage u
  LEFT JOIN LATERAL (
    SELECT k.metered_tokens, k.charge_nano FROM usage_corrections k
    WHERE k.tenant_id = u.tenant_id AND k.workspace_id = u.workspace_id AND k.usage_id = u.id
    ORDER BY k.seq DESC LIMIT 1
  ) c ON true
  WHERE u.tenant_id = (SELECT context_tenant()) AND u.created_at >= since AND u.created_at < until
$$;
--> statement-breakpoint
CREATE FUNCTION system.tell_tenant_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('geko_changes', jsonb_build_object('what', 'limits', 'workspaceId', w.id)::text) FROM workspaces w
    WHERE w.tenant_id = coalesce(NEW.tenant_id, OLD.tenant_id) AND w.deleted_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON tenant_limits
  FOR EACH ROW EXECUTE FUNCTION system.tell_tenant_limits();
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.tenant_used(text, timestamptz, timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION system.tenant_used(text, timestamptz, timestamptz) TO geko_app;
--> statement-breakpoint
ALTER FUNCTION system.tenant_used(text, timestamptz, timestamptz) OWNER TO geko_system;
--> statement-breakpoint
REVOKE ALL ON FUNCTION system.tell_tenant_limits() FROM PUBLIC;
--> statement-breakpoint
ALTER FUNCTION system.tell_tenant_limits() OWNER TO geko_system;
