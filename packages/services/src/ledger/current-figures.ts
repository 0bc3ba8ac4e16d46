import type postgres from 'postgres';
import { DEVICE_PROVIDER } from '@geko/domain/device-usage';
import type { LedgerInput } from './ledger-check.ts';

/**
 * Every call with the figures that count now: of its newest correction, or of its receipt. requests: 0 where it gave
 * nothing, unless the caller ended it themselves, and where it was of somebody's own machine, which no limit counts; a
 * correction does not change that.
 */
export function currentFigures({
  sql,
  workspaceId,
}: LedgerInput): postgres.PendingQuery<postgres.Row[]> {
  return sql`
    select u.tenant_id, u.workspace_id, u.id, u.user_id, u.model_id, u.funding, u.api_key_id, u.created_at,
      case when u.provider = ${DEVICE_PROVIDER} or u.outcome in ('failed', 'interrupted') and u.metered_tokens = 0 then 0 else 1 end as requests,
      coalesce(c.metered_tokens, u.metered_tokens) as metered_tokens,
      coalesce(c.input_tokens, u.input_tokens) as input_tokens,
      coalesce(c.cached_input_tokens, u.cached_input_tokens) as cached_input_tokens,
      coalesce(c.cache_write_tokens, u.cache_write_tokens) as cache_write_tokens,
      coalesce(c.output_tokens, u.output_tokens) as output_tokens,
      coalesce(c.reasoning_tokens, u.reasoning_tokens) as reasoning_tokens,
      coalesce(c.images, u.images) as images,
      coalesce(c.characters, u.characters) as characters,
      coalesce(c.seconds, u.seconds) as seconds,
      coalesce(c.cost_nano, u.cost_nano) as cost_nano,
      coalesce(c.charge_nano, u.charge_nano) as charge_nano,
      coalesce(c.absorbed_nano, u.absorbed_nano) as absorbed_nano
    from token_usage u
    left join lateral (
      select * from usage_corrections c
      where c.tenant_id = u.tenant_id and c.workspace_id = u.workspace_id and c.usage_id = u.id
      order by c.seq desc limit 1) c on true
    where ${workspaceId}::uuid is null or u.workspace_id = ${workspaceId}::uuid`;
}
