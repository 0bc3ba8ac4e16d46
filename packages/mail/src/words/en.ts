import type { MailWords } from './words.ts';

/** The mails in English. */
export const en: MailWords = {
  hello: 'Hello {name},',
  helloAll: 'Hello,',
  buttonAddress: 'If the button does not work, open this address in your browser:',
  resetInstead: 'Forgot the password? Set a new one here:',
  device: '{browser} on {system}',
  unknownDevice: 'unknown',
  facts: {
    code: 'Code',
    device: 'Device',
    address: 'Internet address',
    time: 'Time',
    limit: 'Limit',
    used: 'Used',
    resets: 'Starts anew',
    balance: 'Left',
    amount: 'Amount',
    creditTaken: 'Credit taken back',
    threshold: 'Notice below',
    licence: 'Licence key',
    tier: 'Licence',
    allowance: 'Allows',
    seats: 'Devices',
    ends: 'Ends',
    plan: 'Plan',
    invoice: 'Invoice',
    month: 'For',
    netAmount: 'Amount, without tax',
  },
  usedOf: '{used} of {cap}',
  allowances: { requests: '{amount} messages a month', tokens: '{amount} tokens a month' },
  anySeats: 'any number',
  noEnd: 'It does not end',
  limit: '{meter} {period}, {subject}',
  limitMeters: { tokens: 'Tokens', requests: 'Requests', charge: 'Spending' },
  limitPeriods: {
    day: 'a day',
    week: 'a week',
    month: 'a month',
    year: 'a year',
    total: 'in all',
  },
  limitSubjects: {
    workspace: 'the whole workspace',
    tenant: 'all workspaces of your company',
    own: 'you',
    member: '{name}',
    eachMember: 'a member',
    model: 'model {name}',
    key: 'an API key',
    licence: 'a licence',
  },
  footer: 'You get this mail because your address is used with {brand}.',
  roles: { owner: 'Owner', admin: 'Admin', editor: 'Editor', viewer: 'Viewer' },
  kinds: {
    verify_email: {
      subject: 'Confirm your email address for {brand}',
      title: 'Confirm your email address',
      paragraphs: ['Please confirm that this address is yours. Then {brand} is ready for you.'],
      button: 'Confirm address',
      notes: [
        'The link works once and for a limited time.',
        'If you did not sign up for {brand}, you can ignore this mail.',
      ],
    },
    account_exists: {
      subject: 'You already have an account with {brand}',
      title: 'You already have an account',
      paragraphs: [
        'Somebody, probably you, tried to sign up for {brand} with this address. There is an account for it already, so nothing was changed. Just sign in.',
      ],
      button: 'Sign in',
      notes: ['If it was not you, you can ignore this mail: nobody got in.'],
    },
    reset_password: {
      subject: 'Set a new password for {brand}',
      title: 'Set a new password',
      paragraphs: ['Somebody, hopefully you, asked for a new password for your account.'],
      button: 'Set new password',
      notes: [
        'The link works once and for a limited time.',
        'If you did not ask for it, you can ignore this mail: your password stays as it is.',
      ],
    },
    password_changed: {
      subject: 'Your password for {brand} was changed',
      title: 'Your password was changed',
      paragraphs: [
        'The password of your account was changed just now. If that was you, there is nothing to do.',
        'If it was not you, set a new password at once. That also signs out everybody else.',
      ],
      button: 'Set new password',
      notes: [],
    },
    change_email: {
      subject: 'Confirm your new email address for {brand}',
      title: 'Confirm your new address',
      paragraphs: [
        'Your account is to use this address from now on. Please confirm that it is yours.',
      ],
      button: 'Confirm new address',
      notes: [
        'The link works once and for a limited time. Until then the old address stays.',
        'If you did not ask for it, you can ignore this mail.',
      ],
    },
    email_changed: {
      subject: 'The email address of your {brand} account was changed',
      title: 'Your email address was changed',
      paragraphs: [
        'From now on your account uses the address {newEmail}. This is the last mail to the old one.',
        'If it was not you, tell the people who run {brand} for you at once.',
      ],
      button: null,
      notes: [],
    },
    second_factor_enabled: {
      subject: 'Two-step sign-in is on for your {brand} account',
      title: 'Two-step sign-in is on',
      paragraphs: [
        'From now on signing in to your account asks for a code from your authenticator app. Keep your recovery codes in a safe place.',
        'If it was not you, look at the security of your account at once.',
      ],
      button: 'Security settings',
      notes: [],
    },
    second_factor_disabled: {
      subject: 'Two-step sign-in is off for your {brand} account',
      title: 'Two-step sign-in is off',
      paragraphs: [
        'Signing in to your account no longer asks for a code.',
        'If it was not you, set a new password and switch two-step sign-in on again.',
      ],
      button: 'Security settings',
      notes: [],
    },
    new_sign_in: {
      subject: 'New sign-in to your {brand} account',
      title: 'New sign-in',
      paragraphs: [
        'Your account was used on a device that we have not seen before. If that was you, there is nothing to do.',
      ],
      button: 'Check your sessions',
      notes: ['If it was not you, end that session and set a new password.'],
    },
    invitation: {
      subject: '{invitedByName} invites you to {workspaceName}',
      title: 'You are invited to {workspaceName}',
      paragraphs: [
        '{invitedByName} invites you to work together in {workspaceName} on {brand}. Your role will be: {roleName}.',
      ],
      button: 'Accept invitation',
      notes: [
        'The invitation is good until {expiresAt} and works once.',
        'If you do not know what this is about, you can ignore this mail.',
      ],
    },
    account_removed: {
      subject: 'Your {brand} account will be deleted',
      title: 'Your account will be deleted',
      paragraphs: [
        'As you asked, your account is closed. On {deleteAfter} it is deleted for good.',
        'Until then you can take it back: just sign in.',
      ],
      button: 'Sign in and keep the account',
      notes: [],
    },
    workspace_removed: {
      subject: 'The workspace {workspaceName} was deleted',
      title: '{workspaceName} was deleted',
      paragraphs: [
        'The workspace {workspaceName} was deleted. On {purgeAfter} its content is erased for good.',
        'Until then an owner can bring it back.',
      ],
      button: 'Bring it back',
      notes: [],
    },
    ownership_received: {
      subject: 'You are now an owner of {workspaceName}',
      title: 'You are an owner now',
      paragraphs: [
        'You are now an owner of the workspace {workspaceName}: members, roles, settings and its plan are in your hands.',
      ],
      button: 'Open workspace',
      notes: [],
    },
    licence_key: {
      subject: 'Your licence key for {brand}',
      title: 'Your licence key',
      paragraphs: [
        'Thank you. This is your licence key for {brand}, in the workspace {workspaceName}. It is told only in this mail, so keep it where you keep passwords.',
      ],
      button: 'See your licence',
      notes: [
        'Programs that speak OpenAI’s or Anthropic’s API call by it; the page /docs of {brand} says how. Whoever has the key can use it up: do not pass it on.',
      ],
    },
    licence_key_first: {
      subject: 'Your licence key and your account with {brand}',
      title: 'Your licence key',
      paragraphs: [
        'Thank you. This is your licence key for {brand}, in the workspace {workspaceName}. It is told only in this mail, so keep it where you keep passwords.',
        'We opened an account for this address, where you see what is used and which devices hold a seat. Set its password to sign in; the key works without.',
      ],
      button: 'Set a password',
      notes: [
        'Programs that speak OpenAI’s or Anthropic’s API call by it; the page /docs of {brand} says how. Whoever has the key can use it up: do not pass it on.',
      ],
    },
    licence_code: {
      subject: 'Your code for the {brand} app',
      title: 'Sign in the app',
      paragraphs: [
        'Somebody wants to sign in the {brand} app on a machine with your licence key. If that is you, type this code there. It is good for ten minutes, once.',
      ],
      button: null,
      notes: [
        'If it is not you, somebody else has your licence key. Without the code they cannot sign in; tell whoever runs {brand}, so that the key is replaced.',
      ],
    },
    limit_warning: {
      subject: 'A limit in {workspaceName} is nearly used up',
      title: 'A limit is nearly used up',
      paragraphs: ['At least 80 % of a limit in {workspaceName} is used.'],
      button: 'See use and limits',
      notes: [],
    },
    limit_reached: {
      subject: 'A limit in {workspaceName} is used up',
      title: 'A limit is used up',
      paragraphs: ['A limit in {workspaceName} is used up, or leaves no room for another answer.'],
      button: 'See use and limits',
      notes: [],
    },
    fair_use_notice: {
      subject: '{workspaceName} has passed its fair use',
      title: 'Fair use is passed',
      paragraphs: [
        'The workspace {workspaceName} has used all that its plan calls fair. Nobody there is stopped.',
      ],
      button: 'Open administration',
      notes: [],
    },
    credit_notice: {
      subject: 'Credit of {workspaceName} is running low',
      title: 'Credit is running low',
      paragraphs: ['The credit of {workspaceName} will soon be used up.'],
      button: 'See credit',
      notes: [],
    },
    payment_failed: {
      subject: 'A payment for {workspaceName} failed',
      title: 'A payment failed',
      paragraphs: [
        'The card on file for {workspaceName} was not charged. The plan {planName} stays until {until}; it ends then unless the payment has come.',
      ],
      button: 'Update the card',
      notes: [],
    },
    payment_failed_last: {
      subject: 'The plan of {workspaceName} ends on {until}',
      title: 'The plan is about to end',
      paragraphs: [
        'A payment for {workspaceName} is still due. The plan {planName} ends on {until} unless it has come by then.',
      ],
      button: 'Update the card',
      notes: [],
    },
    plan_lapsed: {
      subject: 'The plan of {workspaceName} has ended',
      title: 'The plan has ended',
      paragraphs: [
        'The payment for {planName} has not come, so {workspaceName} is on {freeName} now. Nothing in it is lost: conversations, members and credit stay.',
      ],
      button: 'See the plans',
      notes: [],
    },
    invoice_open: {
      subject: 'An invoice for {workspaceName}',
      title: 'Your invoice is here',
      paragraphs: [
        'This is what {workspaceName} used. The invoice, its lines and a PDF are in the settings.',
      ],
      button: 'See the invoice',
      notes: ['Where a card is on file, it is charged by itself.'],
    },
    invoice_failed: {
      subject: 'An invoice of {workspaceName} could not be paid',
      title: 'A payment did not go through',
      paragraphs: [
        'The invoice of {workspaceName} is still open. Pay it from the settings, or put another card on file.',
      ],
      button: 'Pay the invoice',
      notes: [],
    },
    invoice_paid: {
      subject: 'Invoice of {workspaceName} paid',
      title: 'Thank you, the invoice is paid',
      paragraphs: ['The invoice of {workspaceName} was paid. There is nothing left for you to do.'],
      button: 'See the invoice',
      notes: [],
    },
    payment_refunded: {
      subject: 'A payment of {workspaceName} was refunded',
      title: 'A payment was refunded',
      paragraphs: [
        'Money that was paid for {workspaceName} goes back to where it came from, and the credit that it bought is taken back. What was spent of that credit already is paid by the next one that is bought.',
      ],
      button: 'See credit',
      notes: [],
    },
    payment_disputed: {
      subject: 'A payment of {workspaceName} is disputed',
      title: 'A payment is disputed',
      paragraphs: [
        'The bank of whoever paid for {workspaceName} has taken a payment back. Its credit is taken back until the dispute is decided, and comes back if it is decided for us.',
      ],
      button: 'See credit',
      notes: [],
    },
    invoice_refunded: {
      subject: 'An invoice of {workspaceName} was refunded',
      title: 'An invoice was refunded',
      paragraphs: [
        'Money that was paid for an invoice of {workspaceName} goes back to where it came from.',
      ],
      button: 'See invoices',
      notes: [],
    },
    invoice_disputed: {
      subject: 'An invoice of {workspaceName} is disputed',
      title: 'The payment of an invoice is disputed',
      paragraphs: [
        'The bank of whoever paid an invoice of {workspaceName} has taken the money back until the dispute is decided.',
      ],
      button: 'See invoices',
      notes: [],
    },
    top_up_stopped: {
      subject: 'Automatic top-up of {workspaceName} has stopped',
      title: 'Automatic top-up has stopped',
      paragraphs: [
        'Credit for {workspaceName} could not be bought with the card on file, and nothing was charged. No other try is made until the card is replaced or automatic top-up is switched on again.',
      ],
      button: 'See to it',
      notes: [],
    },
    limit_requested: {
      subject: '{userName} asks for more in {workspaceName}',
      title: '{userName} asks for more',
      paragraphs: ['A limit stands in the way of {userName} in {workspaceName}. You can raise it.'],
      button: 'Decide',
      notes: [],
    },
  },
};
