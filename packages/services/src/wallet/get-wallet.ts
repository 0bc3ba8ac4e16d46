import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import type { CreditLot, Wallet } from '@geko/contracts/wallet';
import { creditLots } from '@geko/db/schema/money';
import { settingsIn } from '../config/system-settings.ts';
import type { Scope } from '../deps.ts';

/** What a workspace can spend, lot by lot. Credit whose time has come is not in it, whether or not it is booked so yet. */
export async function getWallet({ tx, caller, now }: Scope): Promise<Wallet> {
  const rows = await tx
    .select()
    .from(creditLots)
    .where(
      and(
        eq(creditLots.tenantId, caller.tenantId),
        eq(creditLots.workspaceId, caller.workspaceId),
        eq(creditLots.isOpen, true),
        or(isNull(creditLots.expiresAt), gt(creditLots.expiresAt, now)),
      ),
    )
    .orderBy(asc(creditLots.priority), asc(creditLots.expiresAt), asc(creditLots.id));
  const settings = await settingsIn(tx);
  const sumOf = (part: 'remainingNano' | 'heldNano') =>
    rows.reduce((sum, row) => sum + row[part], 0n).toString();
  return {
    balanceNano: sumOf('remainingNano'),
    heldNano: sumOf('heldNano'),
    lots: rows.map(viewOf),
    nanoPerCredit: settings['money.nano_per_credit'].toString(),
    lowCreditNano: settings['money.low_credit_nano']?.toString() ?? null,
  };
}

function viewOf(row: typeof creditLots.$inferSelect): CreditLot {
  return {
    id: row.id,
    kind: row.kind,
    grantedNano: row.grantedNano.toString(),
    remainingNano: row.remainingNano.toString(),
    heldNano: row.heldNano.toString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
