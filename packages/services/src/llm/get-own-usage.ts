import type { OwnUsage } from '@geko/contracts/llm';
import type { UsageRange } from '@geko/contracts/usage';
import type { Scope } from '../deps.ts';
import { getUsage } from '../usage/get-usage.ts';

/** What the key that calls has used in a span; an access token's person by whatever way they came. */
export async function getOwnUsage(scope: Scope, range: UsageRange): Promise<OwnUsage> {
  const { userId, apiKeyId, workspaceId } = scope.caller;
  const report = await getUsage(scope, { workspaceId, range, userId, apiKeyId });
  const { from, to, timeZone, totals, byModel } = report;
  return { from, to, timeZone, totals, byModel };
}
