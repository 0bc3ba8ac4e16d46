import { must } from './account.ts';
import type { Account } from './account.ts';
import type { Handle } from './handle.ts';
import type { ApiState } from './http/answer-api.ts';
import { completeSession } from './life/complete-session.ts';
import { makePaymentMethod } from './life/make-payment-method.ts';
import { closeDispute, failRefund, openDispute } from './life/make-refund.ts';
import { completeSetup } from './life/make-setup-intent.ts';
import { passTime } from './life/pass-time.ts';
import { itemOf } from './life/subscription-state.ts';
import { cardByNumber, cardByToken } from './life/test-cards.ts';
import type { TestCard } from './life/test-cards.ts';
import type { AutomaticSender } from './webhooks/automatic-sender.ts';
import { deliver } from './webhooks/deliver.ts';
import { sendEvent } from './webhooks/send-event.ts';

/** The handle of an account. */
export function makeHandle(
  state: ApiState,
  { sender, webhookSecret }: { sender: AutomaticSender; webhookSecret: string },
): Handle {
  const { account, secretKey } = state;
  const sent = new Set<string>();
  return {
    secretKey,
    webhookSecret,
    accountId: account.id,
    events: () => [...account.shelves.event.values()],
    requests: () => [...state.log],
    find: (kind, id) => account.shelves[kind].get(id),
    now: () => account.now(),
    fault: (fault) => state.faults.push(fault),
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
    failRefund(id) {
      const refund = must(account, 'refund', id, null);
      failRefund(account, refund);
      return refund;
    },
    setTax: (bps) => void (account.taxBps = bps),
    deliver(to, chaos) {
      const waiting = [...account.shelves.event.values()].filter(({ id }) => !sent.has(id));
      for (const { id } of waiting) sent.add(id);
      const urls = typeof to === 'string' ? [to] : to;
      return deliver(waiting, { urls, secret: webhookSecret }, chaos);
    },
    send: (url, body) => sendEvent(body, { url, secret: webhookSecret }, { isUnheard: false }),
    sendTo: (to) => sender.setTarget(to === null ? null : { url: to, secret: webhookSecret }),
    idle: () => sender.idle(),
    forgetKeys: () => state.idempotency.clear(),
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
