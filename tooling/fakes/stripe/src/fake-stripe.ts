import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccount, must } from './account.ts';
import type { Account } from './account.ts';
import { answerControl } from './control-routes.ts';
import type { CheckoutSession, Dispute, Event, Kind, Kinds, SetupIntent } from './held.ts';
import { answerHosted } from './hosted/answer-hosted.ts';
import { answerApi } from './http/answer-api.ts';
import type { ApiState, LoggedRequest } from './http/answer-api.ts';
import { createFaults } from './http/faults.ts';
import type { Fault } from './http/faults.ts';
import { createIdempotency } from './http/idempotency.ts';
import { completeSession } from './life/complete-session.ts';
import { makePaymentMethod } from './life/make-payment-method.ts';
import { closeDispute, openDispute } from './life/make-refund.ts';
import { completeSetup } from './life/make-setup-intent.ts';
import { passTime } from './life/pass-time.ts';
import { itemOf } from './life/subscription-state.ts';
import { cardByNumber, cardByToken } from './life/test-cards.ts';
import type { TestCard } from './life/test-cards.ts';
import { createAutomaticSender } from './webhooks/automatic-sender.ts';
import { deliver } from './webhooks/deliver.ts';
import type { Delivery } from './webhooks/deliver.ts';
import type { DeliveryChaos } from './webhooks/plan-deliveries.ts';

export type FakeStripeOptions = {
  /** 0 (the default) takes a free one. */
  port?: number;
  host?: string;
  /** The only key that is taken. */
  secretKey?: string;
  /** What webhooks are signed with. */
  webhookSecret?: string;
  /** Milliseconds; the account's time goes on from there. */
  clock?: () => number;
};

/** Who pays: a card by its number or Stripe's `pm_card_…`. */
export type Payer = { card?: string; name?: string; email?: string };

export type FakeStripe = {
  /** Without a slash at the end; the SDK's base address. */
  url: string;
  port: number;
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
  /** Exclusive tax where automatic tax is on, in basis points. */
  setTax(bps: number): void;
  /** Sends all events that were not sent by `deliver` before to a webhook, as badly as told. */
  deliver(url: string, chaos: DeliveryChaos): Promise<Delivery[]>;
  /** Sends each event by itself from now on, as it happens; null = no longer. */
  sendTo(url: string | null): void;
  /** When all that is sent by itself was taken. */
  idle(): Promise<void>;
  /** Forgets everything but the keys and the time. */
  reset(): void;
  close(): Promise<void>;
};

/** Starts a double of Stripe on a real socket. */
export async function startFakeStripe(options: FakeStripeOptions = {}): Promise<FakeStripe> {
  const { port = 0, host = '127.0.0.1', clock = Date.now } = options;
  const { secretKey = 'sk_test_double', webhookSecret = 'whsec_double' } = options;
  const sender = createAutomaticSender();
  const sent = new Set<string>();
  let url = '';
  const account = createAccount({
    run: randomUUID().replaceAll('-', '').slice(0, 10),
    clock,
    baseUrl: () => url,
    onEvent: (event) => sender.take(event),
  });
  const state: ApiState = {
    account,
    secretKey,
    idempotency: createIdempotency(),
    faults: createFaults(),
    log: [],
  };
  const fake: Omit<FakeStripe, 'url' | 'port' | 'close'> = {
    secretKey,
    webhookSecret,
    accountId: account.id,
    events: () => [...account.shelves.event.values()],
    requests: () => [...state.log],
    find: (kind, id) => account.shelves[kind].get(id),
    now: account.now,
    fault: state.faults.push,
    pay(sessionId, { card = 'pm_card_visa', name = 'Ada Example', email } = {}) {
      const session = must(account, 'checkout.session', sessionId, null);
      completeSession(account, session, { card: mustCard(card), name, email: email ?? null });
      return session;
    },
    confirmSetup(id, card = 'pm_card_visa') {
      const intent = must(account, 'setup_intent', id, null);
      completeSetup(account, intent, makePaymentMethod(account, mustCard(card)));
      return intent;
    },
    decline: (id, declineCode = 'generic_decline') =>
      behave(account, id, { behaviour: 'declines_charges', declineCode }),
    accept: (id) => behave(account, id, { behaviour: 'pays' }),
    pass: (seconds) => passTime(account, account.now() + seconds),
    endPeriod: (id) =>
      passTime(account, itemOf(must(account, 'subscription', id, null)).current_period_end),
    openDispute(paidId, reason = 'fraudulent') {
      const chargeId = account.shelves.payment_intent.get(paidId)?.latest_charge ?? paidId;
      return openDispute(account, must(account, 'charge', chargeId, null), reason);
    },
    closeDispute(id, outcome) {
      const dispute = must(account, 'dispute', id, null);
      closeDispute(account, dispute, outcome === 'won');
      return dispute;
    },
    setTax: (bps) => void (account.taxBps = bps),
    deliver(to, chaos) {
      const waiting = [...account.shelves.event.values()].filter(({ id }) => !sent.has(id));
      for (const { id } of waiting) sent.add(id);
      return deliver(waiting, { url: to, secret: webhookSecret }, chaos);
    },
    sendTo: (to) => sender.setTarget(to === null ? null : { url: to, secret: webhookSecret }),
    idle: sender.idle,
    reset() {
      for (const shelf of Object.values(account.shelves)) shelf.clear();
      for (const table of [account.sessionLines, account.cards]) table.clear();
      sent.clear();
      state.log.length = 0;
      state.idempotency.clear();
      state.faults.clear();
      account.taxBps = 0;
    },
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    answer(req, res, { state, fake }).catch((error: unknown) => {
      process.stderr.write(
        `fake stripe: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      res.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  url = `http://${host}:${bound}`;
  return {
    ...fake,
    url,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        sender.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function mustCard(name: string): TestCard {
  const card = cardByToken(name) ?? cardByNumber(name);
  if (card === null) throw new Error(`the double has no card ${name}`);
  return card;
}

function behave(account: Account, methodId: string, change: Partial<TestCard>): void {
  const card = account.cards.get(methodId);
  if (card === undefined) throw new Error(`no card behind ${methodId}`);
  account.cards.set(methodId, { ...card, ...change });
}

const MOST_BODY_CHARS = 2_000_000;

async function readBody(req: IncomingMessage): Promise<string> {
  let body = '';
  req.setEncoding('utf8');
  for await (const part of req as AsyncIterable<string>) {
    body += part;
    if (body.length > MOST_BODY_CHARS) throw new Error('a body that is too long');
  }
  return body;
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { state, fake }: { state: ApiState; fake: Omit<FakeStripe, 'url' | 'port' | 'close'> },
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://fake');
  const body = await readBody(req);
  const { method = 'GET' } = req;
  if (url.pathname.startsWith('/_fake/')) {
    const reply = await answerControl(`${method} ${url.pathname}`, body, fake);
    res
      .writeHead(reply.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(reply.body));
    return;
  }
  const hosted = answerHosted(state.account, {
    method,
    path: url.pathname,
    form: new URLSearchParams(body),
  });
  if (hosted === null) return answerApi({ req, res, url, body, state });
  res
    .writeHead(hosted.status, {
      'content-type': 'text/html; charset=utf-8',
      ...(hosted.location !== undefined && { location: hosted.location }),
    })
    .end(hosted.html);
}
