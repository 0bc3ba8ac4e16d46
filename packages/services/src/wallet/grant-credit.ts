import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { GrantCredit } from '@geko/contracts/wallet';
import { inTenant } from '@geko/db/client';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { addLot } from './add-lot.ts';

/**
 * An operator gives a workspace credit. The lot's id is the caller's: a resend gives nothing more.
 * @throws AppError NOT_FOUND; BAD_REQUEST when it would have expired already; CONFLICT when the id was used otherwise
 */
export async function grantCredit(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  who: { principal: Principal; request: RequestFacts },
  input: GrantCredit,
): Promise<void> {
  const { workspaceId, id, kind } = input;
  const { rows } = await deps.db.execute<{ tenant: string | null }>(
    sql`select system.tenant_of(${workspaceId}::uuid) as tenant`,
  );
  const tenantId = rows[0]?.tenant;
  if (!tenantId) throw new AppError('NOT_FOUND');
  const { userId } = who.principal;
  const now = deps.now();
  const lot = {
    id,
    kind,
    amountNano: BigInt(input.amountNano),
    expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
    grantedBy: userId,
  };
  await inTenant(deps.db, { tenantId, workspaceId, userId }, async (tx) => {
    const place = { tx, tenantId, workspaceId, now, newId: deps.newId };
    if (!(await addLot(place, lot))) return;
    if (lot.expiresAt !== null && lot.expiresAt <= now) {
      throw new AppError('BAD_REQUEST', {
        field: 'expiresAt',
        message: 'expiresAt: must be in the future.',
      });
    }
    await writeAuditLine(
      { ...place, actorId: userId, request: who.request },
      { action: 'credit.grant', objectId: id, after: `${kind}:${input.amountNano}` },
    );
  });
}
