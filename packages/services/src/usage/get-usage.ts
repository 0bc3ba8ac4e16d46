import { and, eq, inArray } from 'drizzle-orm';
import { Funding } from '@geko/contracts/meters';
import type { GetUsage, UsageReport, UsageTotals } from '@geko/contracts/usage';
import { localDay } from '@geko/domain/periods';
import { bucketsOf, usageSpan } from '@geko/domain/usage-span';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { modelCatalog } from '@geko/db/schema/models';
import { apiKeys } from '@geko/db/schema/limits';
import { NO_API_KEY } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { modelNameOf } from '../local/local-model-facts.ts';
import { localSavings } from './local-savings.ts';
import { NO_USE, sumUsage, totalUsage } from './sum-usage.ts';
import { usageScope } from './usage-filter.ts';

/**
 * The use of a span of days, beside that of the span before it, and by day or month, model, member, funding and key:
 * the workspace's for those who may see it, else one's own. From the daily sums, which receipts and corrections keep.
 * @throws AppError BAD_REQUEST on a span of more than five years
 */
export async function getUsage(scope: Scope, input: GetUsage): Promise<UsageReport> {
  const { tx, caller, now } = scope;
  const { timeZone } = caller;
  const today = localDay({ at: now, timeZone });
  const { from, to, before, bucket } = usageSpan({ range: input.range, today });
  const sums = await sumUsage(scope, input, { from, to, bucket });
  const scopeOfCaller = usageScope(caller);
  const modelNames = await namesOfModels(tx, [...sums.byModel.keys()]);
  const userNames =
    scopeOfCaller === 'own' ? null : await namesOfUsers(tx, [...sums.byMember.keys()]);
  return {
    from,
    to,
    timeZone,
    scope: scopeOfCaller,
    totals: sums.totals,
    before: await totalUsage(scope, input, before),
    bucket,
    series: bucketsOf({ from, to, bucket }, today).map((start) => ({
      start,
      ...(sums.byStart.get(start) ?? NO_USE),
    })),
    byModel: dearestFirst(sums.byModel).map(([modelId, figures]) => ({
      modelId,
      modelName: modelNameOf(modelNames.get(modelId), modelId),
      ...figures,
    })),
    byMember:
      userNames === null
        ? []
        : dearestFirst(sums.byMember).map(([userId, figures]) => ({
            userId,
            userName: userNames.get(userId) ?? '',
            ...figures,
          })),
    byFunding: dearestFirst(sums.byFunding).map(([funding, figures]) => ({
      funding: Funding.parse(funding),
      ...figures,
    })),
    saved: sums.byFunding.has('local') ? await localSavings(scope, input, { from, to }) : null,
    byKey: await keysOf(scope, sums.byKey),
  };
}

/** Nothing where no call came by a key. */
async function keysOf(
  { tx, caller }: Scope,
  sums: Map<string, UsageTotals>,
): Promise<UsageReport['byKey']> {
  const ids = [...sums.keys()].filter((id) => id !== NO_API_KEY);
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: apiKeys.id, name: apiKeys.name })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.tenantId, caller.tenantId),
        eq(apiKeys.workspaceId, caller.workspaceId),
        inArray(apiKeys.id, ids),
      ),
    );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return dearestFirst(sums).map(([id, figures]) => ({
    apiKeyId: id === NO_API_KEY ? null : id,
    keyName: id === NO_API_KEY ? null : (names.get(id) ?? ''),
    ...figures,
  }));
}

/** By cost; where that is the same, by tokens and then by key. */
function dearestFirst(sums: Map<string, UsageTotals>): [string, UsageTotals][] {
  return [...sums].toSorted(([keyA, a], [keyB, b]) => {
    const costs = BigInt(b.costNano) - BigInt(a.costNano);
    if (costs !== 0n) return costs > 0n ? 1 : -1;
    return b.tokens - a.tokens || (keyA < keyB ? -1 : 1);
  });
}

async function namesOfModels(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: modelCatalog.id, name: modelCatalog.name })
    .from(modelCatalog)
    .where(inArray(modelCatalog.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function namesOfUsers(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
