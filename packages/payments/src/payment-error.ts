/** Everything that a rail can fail with: our words for it, and whether the same again may do. */
export const paymentErrors = {
  card_declined: { message: 'The card was declined.', isRetryable: false },
  not_found: { message: 'There is no such thing at the payment provider.', isRetryable: false },
  /** The object is in another state by now: paid, refunded, void, ended. */
  conflict: { message: 'This was changed at the payment provider already.', isRetryable: false },
  refused: { message: 'The payment provider did not accept this.', isRetryable: false },
  /** The same operation id came with other contents. */
  operation_reused: { message: 'This operation was made with other contents.', isRetryable: false },
  operation_busy: { message: 'This operation is still running.', isRetryable: true },
  rate_limited: { message: 'The payment provider asks us to slow down.', isRetryable: true },
  /** Nothing is known of what came of it; the same operation id again is safe. */
  unavailable: { message: 'The payment provider cannot be reached.', isRetryable: true },
  /** The operator's: a wrong key, a price that was not synced, a right that the key has not. */
  misconfigured: { message: 'Payments are not set up correctly.', isRetryable: false },
} as const satisfies Record<string, { message: string; isRetryable: boolean }>;

export type PaymentErrorCode = keyof typeof paymentErrors;

/** Machine words of the provider, which may be kept and logged; never its sentences, which may quote people. */
export type PaymentErrorFacts = {
  /** What was being done, such as "refundPayment". */
  doing: string;
  /** Why a card was declined, such as "insufficient_funds"; null when it was not, or nobody says. */
  declineCode?: string | null;
  /** The card's owner has to confirm the payment in person. */
  needsOwner?: boolean;
  /** The declined payment, where one was made. */
  paymentIntentId?: string | null;
  providerCode?: string | null;
  param?: string | null;
  requestId?: string | null;
};

/** The one error that rails throw. Its message is ours and may be shown. */
export class PaymentError extends Error {
  override readonly name = 'PaymentError';
  readonly code: PaymentErrorCode;
  readonly facts: Required<PaymentErrorFacts>;
  readonly isRetryable: boolean;

  constructor(code: PaymentErrorCode, facts: PaymentErrorFacts) {
    super(paymentErrors[code].message);
    this.code = code;
    this.isRetryable = paymentErrors[code].isRetryable;
    this.facts = {
      declineCode: null,
      needsOwner: false,
      paymentIntentId: null,
      providerCode: null,
      param: null,
      requestId: null,
      ...facts,
    };
  }
}
