import type { CheckoutSession, Dispute, Event, Kind, Kinds, Refund, SetupIntent } from './held.ts';
import type { LoggedRequest } from './http/answer-api.ts';
import type { Fault } from './http/faults.ts';
import type { Delivery } from './webhooks/deliver.ts';
import type { DeliveryChaos } from './webhooks/plan-deliveries.ts';

/** Who pays: a card by its number or Stripe's `pm_card_…`. */
export type Payer = { card?: string; name?: string; email?: string };

/** What tests do with a double, from its own process or by HTTP. */
export type Handle = {
  secretKey: string;
  webhookSecret: string;
  accountId: string;
  /** All that happened, the oldest first. */
  events(): Event[];
  requests(): LoggedRequest[];
  /** An object as it stands; undefined when there is none of that id. */
  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** The account's time, in seconds. */
  now(): number;
  /** Makes the next request, or several, go wrong. */
  fault(fault: Fault): void;
  /** Pays a checkout session as its hosted page does. Throws a Refusal for a refused card. */
  pay(sessionId: string, payer?: Payer): CheckoutSession;
  /** Enters a card for a SetupIntent, as Stripe's form in the browser does. */
  confirmSetup(setupIntentId: string, card?: string): SetupIntent;
  /** From now on the bank refuses this saved card. */
  decline(paymentMethodId: string, declineCode?: string): void;
  /** And from now on it no longer does. */
  accept(paymentMethodId: string): void;
  /** Moves the account's time on; what falls due happens. */
  pass(seconds: number): void;
  /** Moves it on to the end of this subscription's period. */
  endPeriod(subscriptionId: string): void;
  /** The owner of the card takes a charge back. By the id of the charge or its payment intent. */
  openDispute(paidId: string, reason?: string): Dispute;
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): Dispute;
  /** The bank of a refund's card does not take it. */
  failRefund(refundId: string): Refund;
  /** Exclusive tax where automatic tax is on, in basis points. */
  setTax(bps: number): void;
  /** Sends all events that were not sent by `deliver` before to a webhook, or to several in turn, as badly as told. */
  deliver(url: string | readonly string[], chaos: DeliveryChaos): Promise<Delivery[]>;
  /** Sends any body as if it were an event, signed as genuine ones are; the status that came back. */
  send(url: string, body: object): Promise<number | null>;
  /** Sends each event by itself from now on, as it happens; null = no longer. */
  sendTo(url: string | null): void;
  /** When all that is sent by itself was taken. */
  idle(): Promise<void>;
  /** Forgets Idempotency-Keys, as Stripe does after a day. */
  forgetKeys(): void;
  /** Forgets everything but its secrets and the time. */
  reset(): void;
};
