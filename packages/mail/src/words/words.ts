import type { WorkspaceRole } from '@geko/contracts/permissions';
import type { MailKind } from '@geko/contracts/mail';
import type { Meter, PeriodKind } from '@geko/contracts/meters';

/**
 * What one kind of mail says. {places} are filled from its data; {brand} is there in every kind. A kind without a
 * button has null.
 */
export type KindWords = {
  subject: string;
  /** The heading. */
  title: string;
  paragraphs: readonly string[];
  button: string | null;
  /** Below the button, smaller. */
  notes: readonly string[];
};

/** The kinds, where one that says two different things counts as two. */
export type WordsKey =
  | Exclude<MailKind, 'second_factor_changed' | 'limit_notice' | 'licence_key' | 'invoice_notice'>
  | 'second_factor_enabled'
  | 'second_factor_disabled'
  | 'payment_failed_last'
  | 'limit_warning'
  | 'limit_reached'
  | 'invoice_refunded'
  | 'invoice_disputed'
  | 'licence_key'
  | 'licence_key_first'
  | 'invoice_open'
  | 'invoice_failed'
  | 'invoice_paid';

/** All that mails say in one language. */
export type MailWords = {
  kinds: Record<WordsKey, KindWords>;
  hello: string;
  /** To somebody whose name is not known. */
  helloAll: string;
  /** Before the button's address, for whom the button does not work. */
  buttonAddress: string;
  /** What the second link of account_exists is for. */
  resetInstead: string;
  facts: Record<
    | 'code'
    | 'device'
    | 'address'
    | 'time'
    | 'limit'
    | 'used'
    | 'resets'
    | 'balance'
    | 'amount'
    | 'creditTaken'
    | 'threshold'
    | 'licence'
    | 'tier'
    | 'allowance'
    | 'seats'
    | 'ends'
    | 'plan'
    | 'invoice'
    | 'month'
    | 'netAmount',
    string
  >;
  /** What a licence allows: {amount} of its meter. */
  allowances: Record<'requests' | 'tokens', string>;
  anySeats: string;
  noEnd: string;
  /** {used} of {cap}. */
  usedOf: string;
  /** A limit in words: {meter} {period}, {subject}. */
  limit: string;
  limitMeters: Record<Meter, string>;
  limitPeriods: Record<PeriodKind, string>;
  /** {name}: of the member or the model. */
  limitSubjects: Record<
    'workspace' | 'tenant' | 'own' | 'member' | 'eachMember' | 'model' | 'key' | 'licence',
    string
  >;
  /** {browser} and {system}. */
  device: string;
  unknownDevice: string;
  /** Why the mail came; {brand}. */
  footer: string;
  roles: Record<WorkspaceRole, string>;
};
