import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerStream } from './answer-stream.ts';
import { answerWhole } from './answer-whole.ts';
import { demoText } from './demo-text.ts';
import {
  BadRequest,
  type Dialect,
  type ErrorKind,
  type ProviderRequest,
} from './dialects/dialect.ts';
import { asObject } from './dialects/read-body.ts';
import { type Exchange, hang, reportableCounts, resetConnection, sendHead } from './exchange.ts';
import { lastUserText, planReply } from './plan-reply.ts';
import type { LogEntry, Outcome, RequestLog } from './request-log.ts';
import { parseDirective, type Script, ScriptError } from './script.ts';
import type { ScriptQueue } from './script-queue.ts';

/** What the requests of one server share. */
export type ProviderState = {
  mode: 'test' | 'demo';
  defaults: Script;
  badKeys: ReadonlySet<string>;
  /** Whether a live hold of this id is behind a call; null = nobody asks. */
  isHeld: ((holdId: string) => Promise<boolean>) | null;
  log: RequestLog;
  faults: ScriptQueue;
  stopped: AbortSignal;
  nextId(): string;
};

type Incoming = {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  body: unknown;
  dialect: Dialect;
  state: ProviderState;
};

const DEMO_DELAY_MS = 15;
const DEFAULT_RETRY_AFTER_SECONDS = 2;
/** How long the end of a connection may take to be noticed. */
const LEAVING_MS = 250;

/** Answers one model request from key check to last byte, and logs it. */
export async function handleRequest(incoming: Incoming): Promise<void> {
  const { req, res, url, body, dialect, state } = incoming;
  const key = dialect.readKey(req.headers, url);
  const entry = newEntry(incoming, key);
  const refuse = (
    kind: ErrorKind,
    message: string,
    outcome: Outcome,
    retryAfterSeconds?: number,
  ) => {
    const { status, body: reply, headers } = dialect.errorAnswer(kind, message, retryAfterSeconds);
    entry.status = status;
    state.log.open(entry);
    state.log.close(entry, outcome);
    res
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(JSON.stringify(reply));
  };

  if (key === null) return refuse('missing-key', "You didn't provide an API key.", 'refused');
  if (state.badKeys.has(key)) return refuse('bad-key', 'API key not valid.', 'refused');
  if (!(await isBacked(entry, state))) {
    if (await hasLeft(res, state)) {
      state.log.open(entry);
      return state.log.close(entry, 'aborted-by-client');
    }
    return refuse('bad-request', 'No live hold is behind this call.', 'without-hold');
  }
  let request: ProviderRequest;
  let script: Script;
  try {
    if (body === null) throw new BadRequest('We could not parse the JSON body of your request.');
    request = dialect.readRequest(asObject(body), url);
    script = chooseScript(request, state);
  } catch (error) {
    if (!(error instanceof BadRequest || error instanceof ScriptError)) throw error;
    return refuse('bad-request', error.message, 'refused');
  }

  const plan = planReply(request, script);
  Object.assign(entry, {
    model: request.model,
    stream: request.stream,
    fault: script.fault ?? null,
  });
  Object.assign(entry, { promptTokens: plan.promptTokens, cachedTokens: plan.cached });
  if (script.fault === '429') {
    const retryAfter = script.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS;
    return refuse(
      'rate-limit',
      `Rate limit reached. Try again in ${retryAfter} s.`,
      'fault:429',
      retryAfter,
    );
  }
  if (script.fault === '500')
    return refuse('server-error', 'The server had an error.', 'fault:500');

  state.log.open(entry);
  const writer = dialect.writer({
    request,
    id: entry.id,
    createdAtSeconds: Math.floor(Date.parse(entry.at) / 1000),
    tool: script.tool ?? null,
    usage: () => reportableCounts(entry, plan),
    report: (usage) => (entry.usageReported = usage),
  });
  const exchange: Exchange = {
    res,
    gone: goneSignal(res, state),
    entry,
    dialect,
    writer,
    plan,
    script,
  };
  state.log.close(entry, await answerFully(exchange, request.stream, state));
}

/** A hold that cannot be looked up, as the database is away, is none. */
async function isBacked({ headers }: LogEntry, { isHeld }: ProviderState): Promise<boolean> {
  if (isHeld === null) return true;
  try {
    return await isHeld(headers['x-geko-hold'] ?? '');
  } catch (error) {
    process.stderr.write(
      `fake provider: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return false;
  }
}

/**
 * Who was stopped while their call was on its way has left, and may have settled before we looked. The books must explain
 * that call like any other: its hold is theirs alone.
 */
async function hasLeft(res: ServerResponse, state: ProviderState): Promise<boolean> {
  const gone = goneSignal(res, state);
  if (!gone.aborted) await Promise.race([once(gone, 'abort'), sleep(LEAVING_MS)]);
  return gone.aborted;
}

async function answerFully(
  exchange: Exchange,
  stream: boolean,
  state: ProviderState,
): Promise<Outcome> {
  const { script } = exchange;
  try {
    if (script.fault === 'hang' || script.fault === 'reset-before') {
      if (script.headers)
        sendHead(exchange, stream ? 'text/event-stream; charset=utf-8' : 'application/json');
      await (script.fault === 'hang' ? hang(exchange) : resetConnection(exchange));
      return `fault:${script.fault}`;
    }
    return await (stream ? answerStream(exchange) : answerWhole(exchange));
  } catch (error) {
    if (!exchange.gone.aborted) throw error;
    return state.stopped.aborted ? 'server-closed' : 'aborted-by-client';
  }
}

/** A directive in the last user message, else the next script in the queue, over the defaults. Demo mode obeys nobody. */
function chooseScript(request: ProviderRequest, state: ProviderState): Script {
  const words = lastUserText(request);
  if (state.mode === 'demo') return { text: demoText(words), delay: DEMO_DELAY_MS };
  return { ...state.defaults, ...(parseDirective(words) ?? state.faults.take(request.model)) };
}

function goneSignal(res: ServerResponse, state: ProviderState): AbortSignal {
  const gone = new AbortController();
  const leave = () => gone.abort(new Error('the connection is closed'));
  if (res.closed || state.stopped.aborted) leave();
  state.stopped.addEventListener('abort', leave, { once: true });
  res.once('close', () => {
    state.stopped.removeEventListener('abort', leave);
    leave();
  });
  return gone.signal;
}

function newEntry({ req, url, dialect, state }: Incoming, key: string | null): LogEntry {
  const headers = Object.entries(req.headers).filter(([name]) => name.startsWith('x-geko-'));
  return {
    id: state.nextId(),
    at: new Date().toISOString(),
    dialect: dialect.name,
    path: url.pathname,
    model: '',
    stream: false,
    keyLast4: key === null ? null : key.slice(-4),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    promptTokens: 0,
    outputTokensSent: 0,
    reasoningTokens: 0,
    cachedTokens: 0,
    usageReported: null,
    fault: null,
    state: 'running',
    outcome: null,
    status: null,
    text: state.mode === 'test' ? '' : null,
  };
}
