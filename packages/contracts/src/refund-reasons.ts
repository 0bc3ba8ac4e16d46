/** Why an operator gives a payment back, in Stripe's words. */
export const refundReasons = ['requested_by_customer', 'duplicate', 'fraudulent'] as const;
