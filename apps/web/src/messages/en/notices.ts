export const notices = {
  title: 'Notices',
  open: 'Notices',
  openUnread: { one: 'Notices, {count} unread', other: 'Notices, {count} unread' },
  many: '9+',
  list: 'Notices',
  unread: 'Unread',
  emptyTitle: 'Nothing new',
  emptyBody: 'Limits that are nearly used up, credit that runs low and new models are told here.',
  ofInvoice: {
    payment_refunded: '{amount} of an invoice goes back.',
    refund_failed: '{amount} of an invoice came back to us.',
    payment_disputed: '{amount} of an invoice was taken back until that is decided.',
    dispute_won: '{amount} of an invoice is paid again.',
  },
  kinds: {
    limit_warning: {
      title: '{limit}: 80 % used',
      body: '{used} of {cap}. Resets {date}.',
    },
    limit_reached: {
      title: '{limit}: used up',
      body: '{used} of {cap}. Resets {date}.',
    },
    credit_low: {
      title: 'Credit is running low',
      body: '{balance} is left, less than {threshold}.',
    },
    credit_expired: { title: 'Credit has expired', body: '{amount} of {lot} credit is gone.' },
    credit_granted: { title: 'Credit was added', body: '{amount} of {lot} credit.' },
    invoice_open: { title: 'Your invoice is here', body: '{number}: {amount} without tax.' },
    invoice_failed: {
      title: 'An invoice could not be paid',
      body: '{number}: {amount} without tax. Pay it, or put another card on file.',
    },
    invoice_paid: { title: 'An invoice is paid', body: '{number}: {amount} without tax.' },
    payment_refunded: {
      title: 'A payment was refunded',
      body: '{amount} goes back, and {credit} of credit with it.',
    },
    refund_failed: {
      title: 'A refund did not arrive',
      body: '{amount} came back to us, and {credit} of credit to you.',
    },
    payment_disputed: {
      title: 'A payment is disputed',
      body: '{amount} was taken back, and {credit} of credit with it until that is decided.',
    },
    dispute_won: {
      title: 'A dispute is over',
      body: '{amount} is paid again, and {credit} of credit is back.',
    },
    top_up_stopped: {
      title: 'Automatic top-up has stopped',
      body: 'Credit for {amount} could not be bought. See to the card.',
    },
    top_up_capped: {
      title: 'Automatic top-up pauses until next month',
      body: 'Its monthly cap of {cap} is reached.',
    },
    limit_requested: { title: '{user} asks for more', body: '{limit}' },
    limit_granted: { title: 'You have more now', body: '{limit}: up to {cap}.' },
    limit_declined: { title: 'A limit stays as it is', body: '{limit}' },
    payment_failed: {
      title: 'A payment for {plan} failed',
      body: 'Update the card by {date}, or the plan ends.',
    },
    plan_lapsed: {
      title: '{plan} has ended',
      body: 'It was not paid. The workspace is on {free} now.',
    },
    model_published: { title: '{model} is here', body: 'It can be used from now on.' },
  },
  neverResets: '{used} of {cap}.',
  ofMember: {
    tokens: 'Tokens of {name}',
    requests: 'Requests of {name}',
    charge: 'Spending of {name}',
  },
  lotKinds: {
    trial: 'trial',
    bonus: 'bonus',
    subscription: 'subscription',
    purchased: 'purchased',
  },
};
