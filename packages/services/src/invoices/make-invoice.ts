import { and, eq, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant, type Tx } from '@geko/db/client';
import { invoiceLines, invoices } from '@geko/db/schema/invoices';
import { tenants, workspaces } from '@geko/db/schema/tenancy';
import { LEAST_INVOICE_CENTS, monthToInvoice, toCents } from '@geko/domain/invoice';
import { invoiceJournal } from '@geko/domain/ledger';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { tellOfInvoice } from './tell-of-invoice.ts';
import { takeJournals, type NewLine } from './take-journals.ts';

/** As the record has what no request asked for. */
export const NOBODY: RequestFacts = { requestId: 'invoices', address: null, userAgent: null };

/** Below this an invoice is not made; what was taken for it is given back with the transaction. */
class TooLittle extends Error {}

export type Made = 'made' | 'known' | 'carried' | 'nothing';

/**
 * Makes a workspace's invoice of the month that has ended, in one transaction: its lines of all that the ledger has of
 * postpaid calls and no invoice yet, the journal of its rounding, its number. Once, however often and by how many at the same
 * time; known: it was there. carried: it would be too little to charge for, and goes onto the next one. Where there is no
 * Stripe it is open at once, and its people are told.
 */
export async function makeInvoice(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'stripe'>,
  place: { tenantId: string; workspaceId: string; timeZone: string },
): Promise<Made> {
  const { tenantId, workspaceId, timeZone } = place;
  try {
    return await inTenant(deps.db, { tenantId, workspaceId, userId: NIL_ID }, (tx) =>
      make(tx, deps, { tenantId, workspaceId, timeZone }),
    );
  } catch (error) {
    if (error instanceof TooLittle) return 'carried';
    throw error;
  }
}

async function make(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId' | 'stripe'>,
  { tenantId, workspaceId, timeZone }: { tenantId: string; workspaceId: string; timeZone: string },
): Promise<Made> {
  const here = and(eq(invoices.tenantId, tenantId), eq(invoices.workspaceId, workspaceId));
  const now = deps.now();
  const month = monthToInvoice({ now, timeZone });
  // One at a time: numbers count up without a gap, and who comes second finds the first one's.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`invoices ${workspaceId}`}, 0))`,
  );
  if ((await tx.$count(invoices, and(here, eq(invoices.month, month.key)))) > 0) return 'known';
  const id = deps.newId();
  const lines = await takeJournals(tx, { tenantId, workspaceId, invoiceId: id, month });
  if (lines.length === 0) return 'nothing';
  const totalNano = lines.reduce((sum, { amountNano }) => sum + amountNano, 0n);
  const totalCents = toCents(totalNano);
  if (totalCents < LEAST_INVOICE_CENTS) throw new TooLittle();
  const number = numberOf(workspaceId, (await tx.$count(invoices, here)) + 1);
  const isByStripe = deps.stripe !== null;
  await tx.insert(invoices).values({
    tenantId,
    workspaceId,
    id,
    month: month.key,
    periodStart: month.startAt,
    periodEnd: month.endAt,
    number,
    state: isByStripe ? 'draft' : 'open',
    totalNano,
    totalCents,
    ...(await namesOf(tx, { tenantId, workspaceId })),
    madeAt: now,
    openedAt: isByStripe ? null : now,
  });
  await insertLines(tx, { tenantId, workspaceId, invoiceId: id }, lines);
  const entries = invoiceJournal({ totalNano, totalCents });
  if (entries.length > 0) {
    await postJournal(tx, { id: deps.newId(), kind: 'invoice', operationId: id, at: now, entries });
  }
  const whole = { tx, tenantId, workspaceId, now, newId: deps.newId };
  if (!isByStripe) {
    await tellOfInvoice(whole, 'invoice_open', { id, number, month: month.key, totalCents });
  }
  await writeAuditLine(
    { ...whole, actorId: null, request: NOBODY },
    { action: 'invoice.make', objectId: id, after: `${month.key}:${totalCents}` },
  );
  return 'made';
}

/** "3F2A91C4-0007": the end of the workspace's id, and which of its invoices it is. */
function numberOf(workspaceId: string, nth: number): string {
  return `${workspaceId.slice(-8).toUpperCase()}-${String(nth).padStart(4, '0')}`;
}

async function namesOf(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
) {
  const [names] = await tx
    .select({ companyName: tenants.name, workspaceName: workspaces.name })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  if (!names) throw new Error(`workspace ${workspaceId} has no name`);
  return names;
}

async function insertLines(
  tx: Tx,
  place: { tenantId: string; workspaceId: string; invoiceId: string },
  lines: readonly NewLine[],
): Promise<void> {
  await tx
    .insert(invoiceLines)
    .values(lines.map((line, index) => ({ ...place, line: index + 1, ...line })));
}
