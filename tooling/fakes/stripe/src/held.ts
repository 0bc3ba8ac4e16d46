import type Stripe from 'stripe';

/** Stripe's own shape with its references as ids, as they are kept and sent unless a caller expands them. */
type Held<T, References extends keyof T = never> = Omit<T, References> & {
  [K in keyof Pick<T, References>]: Extract<T[K], string | null | undefined>;
};

export type Product = Held<Stripe.Product, 'default_price'>;
export type Price = Held<Stripe.Price, 'product'>;
export type Customer = Stripe.Customer;
export type PaymentMethod = Held<Stripe.PaymentMethod, 'customer'>;
export type PaymentIntent = Held<
  Stripe.PaymentIntent,
  'customer' | 'payment_method' | 'latest_charge'
>;
export type SetupIntent = Held<Stripe.SetupIntent, 'customer' | 'payment_method'>;
export type Charge = Held<Stripe.Charge, 'customer' | 'payment_intent' | 'refunds'>;
export type Refund = Held<Stripe.Refund, 'charge' | 'payment_intent' | 'customer'>;
export type Dispute = Held<Stripe.Dispute, 'charge' | 'payment_intent'>;
export type CheckoutSession = Held<
  Stripe.Checkout.Session,
  'customer' | 'payment_intent' | 'setup_intent' | 'subscription' | 'invoice' | 'line_items'
>;
export type Subscription = Held<
  Stripe.Subscription,
  'customer' | 'default_payment_method' | 'latest_invoice'
>;
export type Invoice = Held<
  Stripe.Invoice,
  'customer' | 'default_payment_method' | 'payments' | 'confirmation_secret'
>;
export type InvoiceItem = Held<Stripe.InvoiceItem, 'customer' | 'invoice'>;
export type InvoicePayment = Held<Stripe.InvoicePayment, 'invoice'>;
export type CreditNote = Held<Stripe.CreditNote, 'customer' | 'invoice'>;
export type PortalSession = Held<Stripe.BillingPortal.Session, 'configuration'>;
export type Event = Omit<Stripe.EventBase, 'data'> & {
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
};

/** What an account keeps, by Stripe's name of the kind. */
export type Kinds = {
  product: Product;
  price: Price;
  customer: Customer;
  payment_method: PaymentMethod;
  payment_intent: PaymentIntent;
  setup_intent: SetupIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  'checkout.session': CheckoutSession;
  subscription: Subscription;
  invoice: Invoice;
  invoiceitem: InvoiceItem;
  invoice_payment: InvoicePayment;
  credit_note: CreditNote;
  'billing_portal.session': PortalSession;
  event: Event;
};
export type Kind = keyof Kinds;

/** How ids of a kind begin, and what Stripe calls it in its messages. */
export const kindFacts: Record<Kind, { prefix: string; title: string }> = {
  product: { prefix: 'prod', title: 'product' },
  price: { prefix: 'price', title: 'price' },
  customer: { prefix: 'cus', title: 'customer' },
  payment_method: { prefix: 'pm', title: 'PaymentMethod' },
  payment_intent: { prefix: 'pi', title: 'payment_intent' },
  setup_intent: { prefix: 'seti', title: 'setup_intent' },
  charge: { prefix: 'ch', title: 'charge' },
  refund: { prefix: 're', title: 'refund' },
  dispute: { prefix: 'dp', title: 'dispute' },
  'checkout.session': { prefix: 'cs', title: 'checkout.session' },
  subscription: { prefix: 'sub', title: 'subscription' },
  invoice: { prefix: 'in', title: 'invoice' },
  invoiceitem: { prefix: 'ii', title: 'invoiceitem' },
  invoice_payment: { prefix: 'inpay', title: 'invoice_payment' },
  credit_note: { prefix: 'cn', title: 'credit note' },
  'billing_portal.session': { prefix: 'bps', title: 'billing portal session' },
  event: { prefix: 'evt', title: 'event' },
};
