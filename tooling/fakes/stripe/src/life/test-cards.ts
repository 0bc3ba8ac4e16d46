/** What a card does: pays, is refused at once, is refused when it is charged, or asks its owner each time. */
export type TestCard = {
  number: string;
  /** Stripe's own id that stands for this card in requests. */
  token: string;
  brand: string;
  behaviour: 'pays' | 'declines' | 'declines_charges' | 'asks_owner';
  declineCode: string;
};

const card = (
  number: string,
  token: string,
  behaviour: TestCard['behaviour'] = 'pays',
  declineCode = 'generic_decline',
): TestCard => ({
  number,
  token,
  brand: number.startsWith('5') ? 'mastercard' : 'visa',
  behaviour,
  declineCode,
});

/** Stripe's published test cards, as far as the double knows them: https://docs.stripe.com/testing */
export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'pm_card_visa'),
  card('5555555555554444', 'pm_card_mastercard'),
  card('4000000000000002', 'pm_card_chargeDeclined', 'declines'),
  card(
    '4000000000009995',
    'pm_card_chargeDeclinedInsufficientFunds',
    'declines',
    'insufficient_funds',
  ),
  card('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', 'declines', 'expired_card'),
  card('4000000000000341', 'pm_card_chargeCustomerFail', 'declines_charges'),
  card('4000002760003184', 'pm_card_authenticationRequired', 'asks_owner'),
];

export function cardByToken(token: string): TestCard | null {
  return testCards.find((known) => known.token === token) ?? null;
}

/** By its digits, however they are spaced. */
export function cardByNumber(number: string): TestCard | null {
  const digits = number.replaceAll(/\D/gu, '');
  return testCards.find((known) => known.number === digits) ?? null;
}
