import { Funding } from '@geko/contracts/meters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NANO_PER_CENT, toCents } from './invoice.ts';
import {
  creditNoteJournal,
  expiryJournal,
  grantJournal,
  invoiceJournal,
  invoicePaidJournal,
  invoiceVoidJournal,
  ledgerAccountTable,
  reversed,
  sumEntries,
  usageJournal,
} from './ledger.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });

test('every journal sums to zero and has no empty line', () => {
  fc.assert(
    fc.property(
      amount,
      amount,
      amount,
      fc.constantFrom(...Funding.options),
      (cost, part, charge, funding) => {
        const absorbedNano = part > cost ? cost : part;
        const chargeNano = funding === 'postpaid' ? charge : 0n;
        const entries = usageJournal({ costNano: cost, absorbedNano, chargeNano, funding });
        expect(sumEntries(entries)).toBe(0n);
        expect(entries.every((entry) => entry.amountNano !== 0n)).toBe(true);
        const of = (account: string) =>
          sumEntries(entries.filter((entry) => entry.account === account));
        expect(of('provider_payable')).toBe(-cost);
        expect(of('provider_cost') + of('absorbed_loss')).toBe(cost);
        expect(of('absorbed_loss')).toBe(absorbedNano);
        expect(of('revenue')).toBe(-chargeNano);
      },
    ),
  );
});

test('a call that cost nothing has no journal', () => {
  expect(
    usageJournal({ costNano: 0n, absorbedNano: 0n, chargeNano: 0n, funding: 'included' }),
  ).toEqual([]);
});

test('included use is never charged, and no more is absorbed than was spent', () => {
  expect(() =>
    usageJournal({ costNano: 5n, absorbedNano: 0n, chargeNano: 5n, funding: 'included' }),
  ).toThrow(RangeError);
  expect(() =>
    usageJournal({ costNano: 5n, absorbedNano: 6n, chargeNano: 0n, funding: 'included' }),
  ).toThrow(RangeError);
  expect(() =>
    usageJournal({ costNano: 5n, absorbedNano: 0n, chargeNano: -1n, funding: 'postpaid' }),
  ).toThrow(RangeError);
});

test('every entry grows its account on that account’s normal side', () => {
  const entries = usageJournal({
    costNano: 9n,
    absorbedNano: 2n,
    chargeNano: 4n,
    funding: 'postpaid',
  });
  expect(entries.map(({ account }) => account).toSorted()).toEqual([
    'absorbed_loss',
    'provider_cost',
    'provider_payable',
    'receivable',
    'revenue',
  ]);
  for (const { account, amountNano } of entries) {
    expect(amountNano > 0n).toBe(ledgerAccountTable[account].normalSide === 'debit');
  }
});

test('credit pays lot by lot, and exactly the charge', () => {
  const call = { costNano: 100n, absorbedNano: 0n, chargeNano: 115n, funding: 'credits' as const };
  const spent = [
    { lotId: 'trial', amountNano: 15n },
    { lotId: 'bonus', amountNano: 100n },
  ];
  expect(usageJournal({ ...call, spent })).toEqual([
    { account: 'provider_cost', amountNano: 100n },
    { account: 'provider_payable', amountNano: -100n },
    { account: 'wallet', amountNano: 15n, lotId: 'trial' },
    { account: 'wallet', amountNano: 100n, lotId: 'bonus' },
    { account: 'revenue', amountNano: -115n },
  ]);
  expect(() => usageJournal({ ...call, spent: spent.slice(1) })).toThrow(RangeError);
  expect(() => usageJournal(call)).toThrow(RangeError);
});

test('grants come from where their kind says, and what expires is ours', () => {
  const lot = { lotId: 'a', amountNano: 5n };
  const sources = (['trial', 'bonus', 'subscription', 'purchased'] as const).map((kind) => {
    const entries = grantJournal({ ...lot, kind });
    expect(sumEntries(entries)).toBe(0n);
    expect(entries[1]).toEqual({ account: 'wallet', amountNano: -5n, lotId: 'a' });
    return entries[0]?.account;
  });
  expect(sources).toEqual(['promotion', 'promotion', 'plan_revenue', 'payments']);
  expect(expiryJournal(lot)).toEqual([
    { account: 'wallet', amountNano: 5n, lotId: 'a' },
    { account: 'breakage', amountNano: -5n },
  ]);
  expect(() => grantJournal({ ...lot, kind: 'trial', amountNano: 0n })).toThrow(RangeError);
  expect(() => expiryJournal({ ...lot, amountNano: 0n })).toThrow(RangeError);
});

test('after an invoice is paid or void nothing is owed for it, whatever was credited and rounded', () => {
  fc.assert(
    fc.property(
      amount,
      fc.nat(100),
      fc.boolean(),
      fc.integer(),
      (totalNano, percent, isPaid, balance) => {
        const totalCents = toCents(totalNano);
        const creditedCents = (totalCents * BigInt(percent)) / 100n;
        const amountCents = totalCents - creditedCents;
        const balanceCents = BigInt(balance);
        const journals = [
          invoiceJournal({ totalNano, totalCents }),
          creditNoteJournal({ amountCents: creditedCents, isPaidBack: false }),
          isPaid
            ? invoicePaidJournal({ amountCents, balanceCents })
            : invoiceVoidJournal({ amountCents }),
        ];
        for (const entries of journals) {
          expect(sumEntries(entries)).toBe(0n);
          expect(entries.every(({ amountNano }) => amountNano !== 0n)).toBe(true);
        }
        const of = (account: string) =>
          sumEntries(journals.flat().filter((entry) => entry.account === account));
        expect(of('receivable')).toBe(-totalNano);
        // What the customer's balance paid is not paid once more.
        const paid = of('payments') + of('customer_balance');
        expect(paid).toBe(isPaid ? amountCents * NANO_PER_CENT : 0n);
        expect(of('customer_balance')).toBe(isPaid ? balanceCents * NANO_PER_CENT : 0n);
        expect(of('credited') + paid).toBe(totalCents * NANO_PER_CENT);
        expect(of('rounding')).toBe(totalNano - totalCents * NANO_PER_CENT);
      },
    ),
  );
});

test('what is credited of a paid invoice goes back out of what was paid, and can be undone', () => {
  const entries = creditNoteJournal({ amountCents: 5n, isPaidBack: true });
  expect(entries).toEqual([
    { account: 'credited', amountNano: 50_000_000n },
    { account: 'payments', amountNano: -50_000_000n },
  ]);
  expect(sumEntries([...entries, ...reversed(entries)])).toBe(0n);
  expect(() => creditNoteJournal({ amountCents: -1n, isPaidBack: true })).toThrow(RangeError);
});
