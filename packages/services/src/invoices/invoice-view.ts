import type { CreditNote, Invoice, InvoiceDetails, InvoiceLine } from '@geko/contracts/invoices';
import type { invoiceLines, invoiceList } from '@geko/db/schema/invoices';
import { NANO_PER_CENT } from '@geko/domain/invoice';
import type { InvoiceRow } from './invoice-row.ts';
import type { CreditNoteRow } from './issue-credit-note.ts';

type Told = Pick<
  typeof invoiceList.$inferSelect,
  | 'id'
  | 'kind'
  | 'number'
  | 'month'
  | 'planId'
  | 'state'
  | 'totalCents'
  | 'taxCents'
  | 'creditedCents'
  | 'refundedCents'
  | 'madeAt'
  | 'paidAt'
  | 'pageUrl'
  | 'pdfUrl'
>;

/** An invoice as it is told. */
export function invoiceView(row: Told): Invoice {
  const isPayable = row.state === 'open' || row.state === 'failed';
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    month: row.month,
    planId: row.planId,
    state: row.state,
    currency: 'usd',
    totalCents: Number(row.totalCents),
    taxCents: Number(row.taxCents),
    creditedCents: Number(row.creditedCents),
    refundedCents: Number(row.refundedCents),
    madeAt: row.madeAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
    payUrl: isPayable ? row.pageUrl : null,
    pdfUrl: row.pdfUrl,
  };
}

/** The same with all that is on it. */
export function invoiceDetails(
  row: InvoiceRow,
  {
    lines,
    notes,
    listed,
  }: {
    lines: readonly (typeof invoiceLines.$inferSelect)[];
    notes: readonly CreditNoteRow[];
    listed: Told;
  },
): InvoiceDetails {
  return {
    ...invoiceView(listed),
    companyName: row.companyName,
    workspaceName: row.workspaceName,
    periodStart: row.periodStart.toISOString(),
    periodEnd: row.periodEnd.toISOString(),
    totalNano: row.totalNano.toString(),
    roundingNano: (row.totalCents * NANO_PER_CENT - row.totalNano).toString(),
    lines: lines.map(lineView),
    creditNotes: notes.map(noteView),
  };
}

function lineView(line: typeof invoiceLines.$inferSelect): InvoiceLine {
  return {
    modelId: line.modelId,
    modelName: line.modelName,
    isEarlier: line.isEarlier,
    calls: Number(line.calls),
    inputTokens: Number(line.inputTokens),
    cachedInputTokens: Number(line.cachedInputTokens),
    cacheWriteTokens: Number(line.cacheWriteTokens),
    outputTokens: Number(line.outputTokens),
    reasoningTokens: Number(line.reasoningTokens),
    images: Number(line.images),
    characters: Number(line.characters),
    seconds: Number(line.seconds),
    amountNano: line.amountNano.toString(),
  };
}

function noteView({ id, number, state, amountCents, memo, madeAt }: CreditNoteRow): CreditNote {
  return {
    id,
    number,
    state,
    amountCents: Number(amountCents),
    memo,
    madeAt: madeAt.toISOString(),
  };
}
