import type { InvoiceDetails, InvoiceLine, InvoiceState } from '@geko/contracts/invoices';
import { NANO_PER_USD, usdDecimal } from '@geko/contracts/usd';
import { createPageWriter } from './page-writer.ts';

const NANO_PER_CENT = NANO_PER_USD / 100n;
const MUTED = { size: 9, color: '#555555' } as const;

const number = new Intl.NumberFormat('en-US');
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en-GB', {
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

const stateWords: Record<InvoiceState, string> = {
  draft: 'Not sent yet',
  open: 'To be paid',
  failed: 'To be paid: the last payment did not go through',
  paid: 'Paid',
  void: 'Void: nothing is owed for it',
};

/**
 * An invoice as a PDF of A4 pages, in English; names in whatever script they are written. The same invoice in the same state is
 * the same bytes. brandName: who sends it.
 */
export async function drawInvoice(
  invoice: InvoiceDetails,
  { brandName }: { brandName: string },
): Promise<Uint8Array> {
  const page = createPageWriter({
    title: `Invoice ${invoice.number}`,
    author: brandName,
    at: new Date(invoice.madeAt),
  });
  const { left, width } = page;
  const right = { x: left + width / 2, width: width / 2, align: 'right' } as const;
  page.row([
    { x: left, width: width / 2, text: brandName, style: { size: 18, weight: 'bold' } },
    { ...right, text: 'Invoice', style: { size: 18, weight: 'bold' } },
  ]);
  page.space(18);
  const facts = [
    ['Number', invoice.number],
    ['Date', day.format(new Date(invoice.madeAt))],
    ['For', `Use in ${monthName.format(new Date(`${invoice.month}-01T00:00:00Z`))}`],
    ['State', stateWords[invoice.state]],
    ...(invoice.paidAt === null ? [] : [['Paid on', day.format(new Date(invoice.paidAt))]]),
    ['Billed to', invoice.companyName],
    ['Workspace', invoice.workspaceName],
  ];
  for (const [name = '', text = ''] of facts) {
    page.row([
      { x: left, width: 90, text: name, style: MUTED },
      { x: left + 96, width: width - 96, text },
    ]);
  }
  page.space(18);
  const columns = {
    model: { x: left, width: width * 0.5 },
    calls: { x: left + width * 0.52, width: width * 0.14, align: 'right' },
    amount: { x: left + width * 0.68, width: width * 0.32, align: 'right' },
  } as const;
  page.row([
    { ...columns.model, text: 'Model', style: MUTED },
    { ...columns.calls, text: 'Calls', style: MUTED },
    { ...columns.amount, text: 'Amount', style: MUTED },
  ]);
  page.rule();
  for (const line of invoice.lines) {
    page.room(32);
    page.row([
      { ...columns.model, text: nameOf(line) },
      { ...columns.calls, text: number.format(line.calls) },
      { ...columns.amount, text: exact(BigInt(line.amountNano)) },
    ]);
    page.row([{ x: left, width: width * 0.66, text: usedText(line), style: MUTED }]);
    page.space(4);
  }
  page.rule();
  const sum = (text: string, amount: string, isTotal = false) => {
    const style = isTotal ? ({ size: 12, weight: 'bold' } as const) : {};
    page.row([
      { x: left, width: width * 0.66, text, style },
      { ...columns.amount, text: amount, style },
    ]);
  };
  sum('Sum', exact(BigInt(invoice.totalNano)));
  if (invoice.roundingNano !== '0') sum('Rounding to cents', exact(BigInt(invoice.roundingNano)));
  if (invoice.taxCents !== 0) {
    sum('Without tax', cents(invoice.totalCents));
    sum('Tax', cents(invoice.taxCents));
  }
  sum('Total', cents(invoice.totalCents + invoice.taxCents), true);
  const issued = invoice.creditNotes.filter(({ state }) => state === 'issued');
  if (issued.length > 0) {
    page.space(18);
    page.row([{ x: left, width, text: 'Credit notes', style: { weight: 'bold' } }]);
    for (const { number: name, memo, amountCents, madeAt } of issued) {
      page.row([
        { x: left, width: width * 0.66, text: `${name}, ${day.format(new Date(madeAt))}: ${memo}` },
        { ...columns.amount, text: cents(-amountCents) },
      ]);
    }
    const rest = invoice.totalCents + invoice.taxCents - invoice.creditedCents;
    sum('After credit notes', cents(rest), true);
  }
  return page.end();
}

function nameOf({ modelName, isEarlier }: InvoiceLine): string {
  return isEarlier ? `${modelName} (before the month, not invoiced until now)` : modelName;
}

/** "1,200 tokens in, 300 out, 2 images". */
function usedText(line: InvoiceLine): string {
  const parts: [count: number, text: string][] = [
    [line.inputTokens, 'tokens in'],
    [line.cachedInputTokens, 'cached tokens in'],
    [line.cacheWriteTokens, 'tokens written to the cache'],
    [line.outputTokens, 'tokens out'],
    [line.reasoningTokens, 'tokens of reasoning'],
    [line.images, 'images'],
    [line.characters, 'characters'],
    [line.seconds, 'seconds'],
  ];
  return parts
    .filter(([count]) => count !== 0)
    .map(([count, text]) => `${number.format(count)} ${text}`)
    .join(', ');
}

/** All that there is of it, and at least whole cents: "$1.20", "$0.001234567", "−$0.45". */
function exact(nano: bigint): string {
  const [whole = '0', fraction = ''] = usdDecimal(nano < 0n ? -nano : nano).split('.');
  const sign = nano < 0n ? '\u2212' : '';
  return `${sign}$${number.format(BigInt(whole))}.${fraction.padEnd(2, '0')}`;
}

function cents(amount: number): string {
  return exact(BigInt(amount) * NANO_PER_CENT);
}
