import { eq } from 'drizzle-orm';
import type { Limit, UpdateLimit } from '@geko/contracts/limits';
import { limits } from '@geko/db/schema/money';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact } from './audit-fact.ts';
import { getLimit, lockLimit } from './get-limit.ts';
import { isLimitHere } from './limit-rows.ts';

/** Changes how much a limit allows, and what happens beyond; from the next call on. @throws AppError NOT_FOUND */
export async function updateLimit(scope: Scope, input: UpdateLimit): Promise<Limit> {
  const { id } = input;
  const before = await lockLimit(scope, id);
  const after = {
    ...before,
    cap: input.cap === undefined ? before.cap : BigInt(input.cap),
    overflow: input.overflow ?? before.overflow,
  };
  const isChanged = after.cap !== before.cap || after.overflow !== before.overflow;
  if (!isChanged) return getLimit(scope, id);
  await scope.tx
    .update(limits)
    .set({ cap: after.cap, overflow: after.overflow })
    .where(isLimitHere(scope.caller, eq(limits.id, id)));
  const view = await getLimit(scope, id);
  await writeAudit(scope, {
    action: 'limit.update',
    objectId: id,
    before: auditFact(before),
    after: auditFact(after),
  });
  return view;
}
