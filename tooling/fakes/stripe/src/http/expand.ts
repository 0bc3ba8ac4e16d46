import { all, refundsOf, snapshot } from '../account.ts';
import type { Account } from '../account.ts';
import { kindFacts } from '../held.ts';
import type { Charge, Kind } from '../held.ts';
import { badRequest } from '../refusal.ts';
import { listPage } from './list-page.ts';

type Json = Record<string, unknown>;

/** What an object has, but shows only to who asks: a list that belongs to it. */
const included: Record<string, (account: Account, object: Json) => object> = {
  'checkout.session.line_items': (account, { id }) =>
    listPage(
      `/v1/checkout/sessions/${String(id)}/line_items`,
      account.sessionLines.get(String(id)) ?? [],
      {},
    ),
  'invoice.payments': (account, { id }) =>
    listPage(
      '/v1/invoice_payments',
      all(account, 'invoice_payment').filter((payment) => payment.invoice === id),
      {},
    ),
  'charge.refunds': (account, charge) =>
    listPage(
      `/v1/charges/${String(charge['id'])}/refunds`,
      refundsOf(account, charge as unknown as Charge),
      {},
    ),
};

/** The answer as JSON, with what `expand[]` names in the place of ids. */
export function expandAnswer(account: Account, answer: object, paths: readonly string[]): Json {
  const body = snapshot(answer);
  for (const path of paths) expandPath(account, body, path.split('.'), path);
  return body;
}

function expandPath(
  account: Account,
  at: Json,
  [name = '', ...rest]: string[],
  path: string,
): void {
  const key = `${String(at['object'])}.${name}`;
  const include = Object.hasOwn(included, key) ? included[key] : undefined;
  if (include !== undefined && at[name] === undefined) {
    at[name] = snapshot(include(account, at));
  } else if (typeof at[name] === 'string') {
    const found = findById(account, at[name]);
    if (found !== null) at[name] = found;
    else if (rest.length === 0) throw notExpandable(path);
  } else if (!(name in at)) {
    throw notExpandable(path);
  }
  if (rest.length === 0) return;
  const inner = at[name];
  for (const next of Array.isArray(inner) ? (inner as unknown[]) : [inner]) {
    if (typeof next === 'object' && next !== null) {
      expandPath(account, next as Json, rest, path);
    }
  }
}

function notExpandable(path: string) {
  return badRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
}

function findById(account: Account, id: string): Json | null {
  const kind = (Object.keys(kindFacts) as Kind[]).find((each) => account.shelves[each].has(id));
  const found = kind === undefined ? undefined : account.shelves[kind].get(id);
  return found === undefined ? null : snapshot(found);
}
