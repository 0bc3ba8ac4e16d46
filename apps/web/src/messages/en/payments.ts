export const payments = {
  title: 'Payments',
  lead: 'What Stripe told that brought neither credit nor a plan. Look it up there, and put it right by hand.',
  missing: {
    title: 'Payments are not set up',
    body: 'Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, let Stripe send its events to /api/webhooks/stripe, and run "npm run geko -- stripe sync". Until then you grant credit by hand.',
  },
  list: 'What waits for you, newest first',
  empty: {
    title: 'Nothing waits for you',
    body: 'Every payment that Stripe told of agreed with what was begun here.',
  },
  more: 'The newest {shown} of {count}.',
  about: '{type} · {object}',
  noObject: 'no object',
  reasons: {
    wrong_mode: 'It is of the other mode, test or live, than this installation’s key',
    wrong_account: 'It is of another account',
    unknown_payment: 'Nobody began this payment here',
    wrong_customer: 'It was paid by another customer than began it',
    wrong_currency: 'It was paid in another currency',
    wrong_amount: 'It was paid twice, or is not the sum that was agreed',
    unknown_subscription: 'Nobody began this subscription here',
    wrong_plan: 'It is to a product that is none of the plans',
    second_subscription: 'The workspace has another subscription already',
    money_went_back: 'Money was refunded, or is disputed; the credit is still there',
    other_end: 'An invoice is paid there and void here, or the other way round',
  },
};
