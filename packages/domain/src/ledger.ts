import type { Funding } from '@geko/contracts/meters';

export const ledgerAccounts = [
  'provider_cost',
  'provider_payable',
  'receivable',
  'revenue',
  'absorbed_loss',
] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

/** What each account is for, and which side it normally grows on. */
export const ledgerAccountTable: Record<
  LedgerAccount,
  { normalSide: 'debit' | 'credit'; description: string }
> = {
  provider_cost: {
    normalSide: 'debit',
    description: 'What providers charge for calls, at list price.',
  },
  provider_payable: {
    normalSide: 'credit',
    description: 'What we owe to providers for these calls.',
  },
  receivable: {
    normalSide: 'debit',
    description: 'What a workspace owes for calls, to be invoiced.',
  },
  revenue: { normalSide: 'credit', description: 'What calls were charged at.' },
  absorbed_loss: {
    normalSide: 'debit',
    description: 'Provider cost beyond a hold: never charged, borne by the operator.',
  },
};

/** One line of a journal; positive = debit, negative = credit. */
export type LedgerEntry = { account: LedgerAccount; amountNano: bigint };

/** Who is debited for a charge; null = such calls are not charged. */
const chargedAccount: Record<Funding, LedgerAccount | null> = {
  local: null,
  included: null,
  credits: null,
  postpaid: 'receivable',
};

/**
 * The journal of one provider call. Cost is always booked, also when nobody is charged; the part of it
 * beyond the hold goes to absorbed_loss. Sums to zero; lines of nothing are left out.
 *
 * @throws RangeError when the absorbed part is not within the cost, or a funding without account is charged.
 */
export function usageJournal({
  costNano,
  absorbedNano,
  chargeNano,
  funding,
}: {
  costNano: bigint;
  absorbedNano: bigint;
  chargeNano: bigint;
  funding: Funding;
}): LedgerEntry[] {
  if (absorbedNano < 0n || absorbedNano > costNano)
    throw new RangeError('the absorbed part must be within the cost');
  if (chargeNano < 0n) throw new RangeError('a charge cannot be negative');
  const entries: LedgerEntry[] = [
    { account: 'provider_cost', amountNano: costNano - absorbedNano },
    { account: 'absorbed_loss', amountNano: absorbedNano },
    { account: 'provider_payable', amountNano: -costNano },
  ];
  if (chargeNano !== 0n) {
    const account = chargedAccount[funding];
    if (account === null)
      throw new RangeError(`calls funded as ${funding} have no account to charge`);
    entries.push(
      { account, amountNano: chargeNano },
      { account: 'revenue', amountNano: -chargeNano },
    );
  }
  return entries.filter((entry) => entry.amountNano !== 0n);
}

/** Debits minus credits; zero for every whole journal. */
export function sumEntries(entries: readonly { amountNano: bigint }[]): bigint {
  return entries.reduce((sum, entry) => sum + entry.amountNano, 0n);
}
