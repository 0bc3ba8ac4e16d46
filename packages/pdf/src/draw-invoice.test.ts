import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import { drawInvoice } from './draw-invoice.ts';

const line: InvoiceDetails['lines'][number] = {
  modelId: 'gpt-5.4',
  modelName: 'GPT-5.4',
  isEarlier: false,
  calls: 1234,
  inputTokens: 5_000_000,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 700,
  reasoningTokens: 0,
  images: 0,
  characters: 0,
  seconds: 0,
  amountNano: '12345678901234',
};

const invoice: InvoiceDetails = {
  id: '0',
  kind: 'use',
  planId: null,
  number: '3F2A91C4-0007',
  month: '2026-10',
  state: 'open',
  currency: 'usd',
  totalCents: 1_234_523,
  taxCents: 0,
  creditedCents: 0,
  refundedCents: 0,
  madeAt: '2026-11-01T01:07:00.000Z',
  paidAt: null,
  payUrl: null,
  pdfUrl: null,
  companyName: 'Ada Ltd',
  workspaceName: 'Engines',
  periodStart: '2026-10-01T00:00:00.000Z',
  periodEnd: '2026-11-01T00:00:00.000Z',
  totalNano: '12345228901234',
  roundingNano: '1098766',
  lines: [
    line,
    { ...line, modelName: 'Small', isEarlier: true, calls: 0, amountNano: '-450000000' },
  ],
  creditNotes: [],
};

const draw = (more: Partial<InvoiceDetails> = {}) =>
  drawInvoice({ ...invoice, ...more }, { brandName: 'Geko' });

async function read(bytes: Uint8Array): Promise<{ pages: number; text: string }> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { totalPages: pages, text } = await extractText(pdf, { mergePages: true });
  return { pages, text: text.replaceAll(/\s+/gu, ' ') };
}

test('what an invoice says stands in its PDF, to the nano-dollar', async () => {
  const { pages, text } = await read(await draw());
  expect(pages).toBe(1);
  for (const said of [
    '3F2A91C4-0007',
    '1 November 2026',
    'Use in October 2026',
    'To be paid',
    'Ada Ltd',
    'Engines',
    'GPT-5.4 1,234 $12,345.678901234',
    '5,000,000 tokens in, 700 tokens out',
    'Small (before the month, not invoiced until now)',
    '−$0.45',
    'Sum $12,345.228901234',
    'Rounding to cents $0.001098766',
    'Total $12,345.23',
  ]) {
    expect(text).toContain(said);
  }
});

test('the same invoice is the same bytes; another state is another document', async () => {
  const [one, two] = [await draw(), await draw()];
  expect(Buffer.compare(one, two)).toBe(0);
  const paid = await read(await draw({ state: 'paid', paidAt: '2026-11-03T12:00:00.000Z' }));
  expect(paid.text).toContain('Paid on 3 November 2026');
});

test.each([
  'Żółć Sp. z o.o.',
  'ООО Аналитический двигатель',
  'Αναλυτική Μηχανή',
  '株式会社解析機関',
  '해석기관 주식회사',
  'विश्लेषणात्मक इंजन',
  'המנוע האנליטי',
])('a company may be called %s', async (companyName) => {
  const { text } = await read(await draw({ companyName }));
  const bare = (words: string) =>
    Array.from(words.normalize('NFC').replaceAll(/\s+/gu, '')).toSorted().join('');
  const [, named = ''] = /Billed to (.*?) ?Workspace/u.exec(text) ?? [];
  expect(bare(named)).toBe(bare(companyName));
});

test('many lines and long names go onto more pages, and nothing is lost', async () => {
  const lines = Array.from({ length: 40 }, (_, nth) => ({
    ...line,
    modelName: `model-${nth}-${'long'.repeat(30)}`,
  }));
  const { pages, text } = await read(await draw({ lines }));
  expect(pages).toBeGreaterThan(2);
  for (const [nth] of lines.entries()) expect(text).toContain(`model-${nth}-`);
  expect(text.replaceAll(/[\d.,$\s]/gu, '').match(/long/gu)?.length).toBe(40 * 30);
  expect(text).toContain('Total $12,345.23');
});

test('tax, credit notes and what is left of it', async () => {
  const note = { id: '1', number: '3F2A91C4-0007-C1', memo: 'A mistake', madeAt: invoice.madeAt };
  const { text } = await read(
    await draw({
      taxCents: 100,
      creditedCents: 23,
      creditNotes: [
        { ...note, state: 'issued', amountCents: 23 },
        { ...note, number: 'never', state: 'void', amountCents: 9 },
      ],
    }),
  );
  expect(text).toContain('Total $12,346.23');
  expect(text).toContain('3F2A91C4-0007-C1, 1 November 2026: A mistake −$0.23');
  expect(text).toContain('After credit notes $12,346.00');
  expect(text).not.toContain('never');
});
