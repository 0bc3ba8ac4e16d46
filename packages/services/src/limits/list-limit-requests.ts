import { and, asc, eq, inArray } from 'drizzle-orm';
import type { LimitRequestList } from '@geko/contracts/limits';
import { users } from '@geko/db/schema/identity';
import { limitRequests, limits } from '@geko/db/schema/limits';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { findLimits } from './limit-rows.ts';
import { limitViews } from './limit-views.ts';
import { proposedCap } from './proposed-cap.ts';

const MOST_SHOWN = 100;

/** What people wait for, the oldest first; those beyond a hundred come up as these are decided. */
export async function listLimitRequests(scope: Scope): Promise<LimitRequestList> {
  const { tx, caller } = scope;
  const rows = await tx
    .select({
      id: limitRequests.id,
      userId: limitRequests.userId,
      userName: users.name,
      limitId: limitRequests.limitId,
      createdAt: limitRequests.createdAt,
    })
    .from(limitRequests)
    .innerJoin(users, eq(users.id, limitRequests.userId))
    // Who has left waits for nothing any more.
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.tenantId, limitRequests.tenantId),
        eq(workspaceMembers.workspaceId, limitRequests.workspaceId),
        eq(workspaceMembers.userId, limitRequests.userId),
      ),
    )
    .where(
      and(
        eq(limitRequests.tenantId, caller.tenantId),
        eq(limitRequests.workspaceId, caller.workspaceId),
        eq(limitRequests.status, 'open'),
      ),
    )
    .orderBy(asc(limitRequests.createdAt), asc(limitRequests.id))
    .limit(MOST_SHOWN);
  if (rows.length === 0) return { requests: [] };
  const asked = inArray(
    limits.id,
    rows.map(({ limitId }) => limitId),
  );
  const views = new Map(
    (await limitViews(scope, await findLimits(scope, asked))).map((view) => [view.id, view]),
  );
  return {
    requests: rows.flatMap(({ limitId, createdAt, ...request }) => {
      const limit = views.get(limitId);
      if (!limit) return [];
      const proposed = proposedCap(limit.cap);
      return [{ ...request, limit, proposedCap: proposed, createdAt: createdAt.toISOString() }];
    }),
  };
}
