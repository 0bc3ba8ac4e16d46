import { eq } from 'drizzle-orm';
import { PlanId, planTable, type Plan } from '@geko/contracts/plans';
import type { Tx } from '@geko/db/client';
import { planOverrides } from '@geko/db/schema/models';
import type { tokenUsage } from '@geko/db/schema/money';
import { workspaces, workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { callSubjects } from '@geko/domain/limits';
import { localDay } from '@geko/domain/periods';
import type { Settlement } from '@geko/domain/settlement';
import type { Deps } from '../deps.ts';
import { tellOfSettlement } from '../notices/tell-of-settlement.ts';
import { bookCall } from '../policy/book-call.ts';

/**
 * Books a settled call: its receipt, the counters and lots that its hold was taken on, the journal, the day's sums, and
 * the news that follow. A call of no cost has no journal.
 */
export async function bookSettlement(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  booked: { row: typeof tokenUsage.$inferSelect; settlement: Settlement; requests: number },
): Promise<void> {
  const { row, settlement, requests } = booked;
  const { tenantId, workspaceId, userId, modelId, apiKeyId } = row;
  const { plan, timeZone } = await getPlace(tx, workspaceId);
  const { changed, walletAfterNano } = await bookCall(tx, {
    receipt: row,
    localDay: localDay({ at: row.createdAt, timeZone }),
    requests,
    subjects: callSubjects({ userId, modelId, apiKeyId }),
    spent: settlement.spent,
    journal: { id: deps.newId(), entries: settlement.entries },
  });
  await tellOfSettlement(
    { tx, tenantId, workspaceId, plan, now: deps.now(), newId: deps.newId },
    {
      changed,
      walletAfterNano,
      walletBeforeNano: walletAfterNano === null ? null : walletAfterNano + row.chargeNano,
    },
  );
}

/** The workspace's plan and zone; whoever settles need not be a member. */
export async function getPlace(
  tx: Tx,
  workspaceId: string,
): Promise<{ plan: Plan; timeZone: string }> {
  const [place] = await tx
    .select({
      planId: workspaceSubscriptions.planId,
      plan: planOverrides.plan,
      timeZone: workspaces.timeZone,
    })
    .from(workspaces)
    .innerJoin(workspaceSubscriptions, eq(workspaceSubscriptions.workspaceId, workspaces.id))
    .leftJoin(planOverrides, eq(planOverrides.planId, workspaceSubscriptions.planId))
    .where(eq(workspaces.id, workspaceId));
  if (!place) throw new Error(`workspace ${workspaceId} is gone`);
  return { plan: place.plan ?? planTable[PlanId.parse(place.planId)], timeZone: place.timeZone };
}
