import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_VERSION } from '../account.ts';
import type { Account } from '../account.ts';
import { badRequest, Refusal } from '../refusal.ts';
import { routes } from '../routes.ts';
import { expandAnswer } from './expand.ts';
import type { Fault, Faults } from './faults.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import { readForm } from './read-form.ts';
import type { FormTable } from './read-form.ts';

/** One request as it came, for tests to look at. */
export type LoggedRequest = {
  id: string;
  line: string;
  idempotencyKey: string | null;
  status: number;
  isReplayed: boolean;
};

export type ApiState = {
  account: Account;
  secretKey: string;
  idempotency: Idempotency;
  faults: Faults;
  log: LoggedRequest[];
};

type Incoming = {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  body: string;
  state: ApiState;
};

const FORM = 'application/x-www-form-urlencoded';

/** Answers one request to Stripe's API. */
export async function answerApi({ req, res, url, body, state }: Incoming): Promise<void> {
  const { account, idempotency } = state;
  const method = req.method ?? 'GET';
  const line = `${method} ${url.pathname}`;
  const id = account.newId('req');
  const key = method === 'POST' ? (header(req, 'idempotency-key') ?? null) : null;
  const fault = state.faults.take(line);
  let isReplayed = false;
  let answer: Answer;
  try {
    if (fault?.kind === 'reset-before') return void req.socket.resetAndDestroy();
    if (fault?.kind === 'refuse') throw trouble(fault.status);
    authenticate(req, state.secretKey);
    checkVersion(req);
    const kept = key === null ? null : idempotency.begin(key, `${line}\n${body}`);
    isReplayed = kept !== null;
    answer = kept ?? (await work({ line, url, body, req, state, key, id, fault }));
  } catch (error) {
    answer = refusalAnswer(error, id);
  }
  state.log.push({ id, line, idempotencyKey: key, status: answer.status, isReplayed });
  if (fault?.kind === 'reset-after') return void req.socket.resetAndDestroy();
  res
    .writeHead(answer.status, {
      'content-type': 'application/json',
      'request-id': id,
      'stripe-version': API_VERSION,
      ...(key !== null && { 'idempotency-key': key }),
      ...(isReplayed && { 'idempotent-replayed': 'true' }),
    })
    .end(answer.body);
}

type Work = {
  line: string;
  url: URL;
  body: string;
  req: IncomingMessage;
  state: ApiState;
  key: string | null;
  id: string;
  fault: Fault | null;
};

/** Checks and runs one request; from its running on, a key remembers what came of it. */
async function work({ line, url, body, req, state, key, id, fault }: Work): Promise<Answer> {
  const { account, idempotency } = state;
  let run: () => object;
  let paths: string[];
  try {
    if (fault?.kind === 'slow') await sleep(fault.ms);
    const table = readTable(req, url, body);
    paths = takeExpand(table);
    const [method = '', path = ''] = line.split(' ');
    const found = routes.find((each) => each.method === method && each.pattern.test(path));
    if (found === undefined) {
      throw new Refusal(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      });
    }
    run = found.prepare(account, table, (found.pattern.exec(path) ?? []).slice(1));
  } catch (error) {
    if (key !== null) idempotency.forget(key);
    throw error;
  }
  let answer: Answer;
  account.request = { id, idempotency_key: key };
  try {
    answer = { status: 200, body: JSON.stringify(expandAnswer(account, run(), paths)) };
  } catch (error) {
    answer = refusalAnswer(error, id);
  } finally {
    account.request = null;
  }
  if (key !== null) idempotency.finish(key, answer);
  return answer;
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function authenticate(req: IncomingMessage, secretKey: string): void {
  const given = header(req, 'authorization') ?? '';
  const [scheme = '', credential = ''] = given.split(' ');
  const key =
    scheme.toLowerCase() === 'basic'
      ? (Buffer.from(credential, 'base64').toString('utf8').split(':')[0] ?? '')
      : credential;
  if (key === secretKey) return;
  throw new Refusal(401, {
    type: 'invalid_request_error',
    message:
      key === ''
        ? 'You did not provide an API key.'
        : `Invalid API Key provided: ${key.slice(0, 8)}****${key.slice(-4)}`,
  });
}

function checkVersion(req: IncomingMessage): void {
  const version = header(req, 'stripe-version') ?? API_VERSION;
  if (version === API_VERSION) return;
  throw badRequest(`This double of Stripe speaks version ${API_VERSION} only, not ${version}.`);
}

function readTable(req: IncomingMessage, url: URL, body: string): FormTable {
  if (req.method !== 'POST') return readForm(url.search.slice(1));
  const type = header(req, 'content-type')?.split(';')[0]?.trim();
  if (body !== '' && type !== FORM) {
    throw badRequest(`Invalid request (check that your POST content type is ${FORM}).`);
  }
  return readForm(body);
}

function takeExpand(table: FormTable): string[] {
  const { expand } = table;
  delete table['expand'];
  if (expand === undefined) return [];
  if (!Array.isArray(expand) || !expand.every((path) => typeof path === 'string')) {
    throw badRequest('Invalid array: expand', { param: 'expand' });
  }
  return expand;
}

function trouble(status: 429 | 500 | 503): Refusal {
  return status === 429
    ? new Refusal(429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Too many requests hit the API too quickly.',
      })
    : new Refusal(status, { type: 'api_error', message: 'An unknown error occurred.' });
}

function refusalAnswer(error: unknown, id: string): Answer {
  if (!(error instanceof Refusal)) throw error;
  return {
    status: error.status,
    body: JSON.stringify({
      error: { ...error.fields, request_log_url: `https://dashboard.stripe.com/test/logs/${id}` },
    }),
  };
}
