import { kindFacts } from './held.ts';
import type { Charge, Kind, Kinds } from './held.ts';
import type Stripe from 'stripe';
import type { TestCard } from './life/test-cards.ts';
import { Refusal } from './refusal.ts';

/** The one version of Stripe's API that the double speaks: that of the SDK in the catalogue. */
export const API_VERSION = '2026-10-28.endive';

type Shelves = { [K in Kind]: Map<string, Kinds[K]> };

/** The request that is being answered, as events name it. */
export type RequestMark = { id: string; idempotency_key: string | null };

/** All that one account of Stripe holds. Objects are changed in place; nothing here waits, so each request is atomic. */
export type Account = {
  id: string;
  shelves: Shelves;
  /** What a session sells; only who expands `line_items` sees it. */
  sessionLines: Map<string, Stripe.LineItem[]>;
  /** How the card behind a payment method behaves. */
  cards: Map<string, TestCard>;
  /** Added to what is taxed, where automatic tax is on; in basis points. */
  taxBps: number;
  request: RequestMark | null;
  /** The account's own time, in seconds. */
  now(): number;
  /** Moves its time on to a moment, never back. */
  setNow(seconds: number): void;
  newId(kind: Kind | 'li' | 'il' | 'si' | 'txn' | 'req'): string;
  /** Where the hosted pages are. */
  baseUrl(): string;
  onEvent(event: Kinds['event']): void;
};

export function createAccount(options: {
  run: string;
  clock: () => number;
  baseUrl: () => string;
  onEvent: Account['onEvent'];
}): Account {
  let shiftMs = 0;
  let made = 0;
  const now = () => Math.floor((options.clock() + shiftMs) / 1000);
  const shelves = Object.fromEntries(
    Object.keys(kindFacts).map((kind) => [kind, new Map()]),
  ) as unknown as Shelves;
  return {
    id: `acct_${options.run}`,
    shelves,
    sessionLines: new Map(),
    cards: new Map(),
    taxBps: 0,
    request: null,
    now,
    setNow: (seconds) => {
      if (seconds > now()) shiftMs = seconds * 1000 - options.clock();
    },
    newId: (kind) => {
      made += 1;
      const prefix = kind in kindFacts ? kindFacts[kind as Kind].prefix : kind;
      const mode = prefix === 'cs' ? 'cs_test' : prefix;
      return `${mode}_${options.run}${made.toString(36).padStart(8, '0')}`;
    },
    baseUrl: options.baseUrl,
    onEvent: options.onEvent,
  };
}

/** Puts a new object on its shelf. */
export function keep<K extends Kind>(account: Account, kind: K, object: Kinds[K]): Kinds[K] {
  account.shelves[kind].set(object.id, object);
  return object;
}

/**
 * The object of an id. `param` names the field of the body that it came in; null = it stands in the path.
 * @throws Refusal as Stripe refuses: 404 for the path, 400 for a field.
 */
export function must<K extends Kind>(
  account: Account,
  kind: K,
  id: string,
  param: string | null,
): Kinds[K] {
  const found = account.shelves[kind].get(id);
  if (found !== undefined) return found;
  throw new Refusal(param === null ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kindFacts[kind].title}: '${id}'`,
    param: param ?? 'id',
  });
}

/** All of a kind, the newest first, as Stripe lists them. */
export function all<K extends Kind>(account: Account, kind: K): Kinds[K][] {
  return [...account.shelves[kind].values()].reverse();
}

/** An object as it goes over the wire now. */
export function snapshot(object: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
}

/** Records that something happened; whoever listens is told by webhook. */
export function emit(
  account: Account,
  type: Stripe.Event.Type,
  object: object,
  previous?: Record<string, unknown>,
): void {
  const event = keep(account, 'event', {
    id: account.newId('event'),
    object: 'event',
    api_version: API_VERSION,
    created: account.now(),
    data: {
      object: snapshot(object),
      ...(previous !== undefined && { previous_attributes: previous }),
    },
    livemode: false,
    pending_webhooks: 1,
    request: account.request ?? { id: null, idempotency_key: null },
    type,
  });
  account.onEvent(event);
}

/** The refunds of a charge, the newest first. */
export function refundsOf(account: Account, charge: Charge): Kinds['refund'][] {
  return all(account, 'refund').filter((refund) => refund.charge === charge.id);
}
