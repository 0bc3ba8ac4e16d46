import { invoiceStates } from '@geko/contracts/invoices';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  centLines,
  mayBecome,
  monthToInvoice,
  NANO_PER_CENT,
  nextCharge,
  ROUNDING_KEY,
  toCents,
} from './invoice.ts';

test.each([
  [0n, 0n],
  [4_999_999n, 0n],
  [5_000_000n, 0n],
  [5_000_001n, 1n],
  [15_000_000n, 2n],
  [25_000_000n, 2n],
  [-5_000_000n, 0n],
  [-15_000_000n, -2n],
  [123_456_789_012n, 12_346n],
])('%i nano-dollars are %i cents', (nano, cents) => {
  expect(toCents(nano)).toBe(cents);
});

test('lines in cents are the total, each at most half a cent off but for the one that says so', () => {
  const line = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 14n });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (amounts) => {
      const lines = amounts.map((amountNano, index) => ({ key: `model ${index}`, amountNano }));
      const totalCents = toCents(amounts.reduce((sum, nano) => sum + nano, 0n));
      const cents = centLines(lines, totalCents);
      expect(cents.reduce((sum, { amountCents }) => sum + amountCents, 0n)).toBe(totalCents);
      const own = cents.filter(({ key }) => key !== ROUNDING_KEY);
      expect(own.map(({ key }) => key)).toEqual(lines.map(({ key }) => key));
      for (const [index, { amountCents }] of own.entries()) {
        const off = amountCents * NANO_PER_CENT - (amounts[index] ?? 0n);
        expect(off <= NANO_PER_CENT / 2n && off >= -NANO_PER_CENT / 2n).toBe(true);
      }
      expect(cents.filter(({ amountCents }) => amountCents === 0n)).not.toContainEqual(
        expect.objectContaining({ key: ROUNDING_KEY }),
      );
    }),
  );
});

test.each([
  ['2026-11-01T00:30:00Z', 'UTC', '2026-09', '2026-10-01T00:00:00.000Z'],
  ['2026-11-01T01:00:00Z', 'UTC', '2026-10', '2026-11-01T00:00:00.000Z'],
  ['2026-11-30T23:59:59Z', 'UTC', '2026-10', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T09:30:00Z', 'Pacific/Honolulu', '2026-09', '2026-10-01T10:00:00.000Z'],
  ['2026-11-01T11:00:00Z', 'Pacific/Honolulu', '2026-10', '2026-11-01T10:00:00.000Z'],
  ['2026-10-31T11:00:00Z', 'Pacific/Kiritimati', '2026-10', '2026-10-31T10:00:00.000Z'],
])('at %s in %s the month to invoice is %s', (now, timeZone, key, endsAt) => {
  const month = monthToInvoice({ now: new Date(now), timeZone });
  expect([month.key, month.endAt.toISOString()]).toEqual([key, endsAt]);
});

test('a card is charged four times in two weeks', () => {
  const days: number[] = [];
  let at: Date | null = new Date(0);
  for (let tries = 1; at !== null; tries += 1) {
    days.push(at.getTime() / 86_400_000);
    at = nextCharge({ tries, at });
  }
  expect(days).toEqual([0, 3, 8, 15]);
});

test('states only go forward', () => {
  const ways = invoiceStates.flatMap((from) =>
    invoiceStates.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`),
  );
  expect(ways).toEqual([
    'draft open',
    'draft failed',
    'draft paid',
    'draft void',
    'open failed',
    'open paid',
    'open void',
    'failed paid',
    'failed void',
  ]);
});
