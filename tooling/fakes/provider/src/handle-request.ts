import type { IncomingMessage, ServerResponse } from 'node:http';
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
import { goneSignal, hasLeft, isBacked, newEntry, type ProviderState } from './request-guards.ts';
import type { Outcome } from './request-log.ts';
import { parseDirective, type Script, ScriptError } from './script.ts';

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
/** Answers one model request from key check to last byte, and logs it. */
export async function handleRequest(incoming: Incoming): Promise<void> {
  const { req, res, url, body, dialect, state } = incoming;
  const key = dialect.readKey(req.headers, url);
  const entry = newEntry(incoming, { dialect: dialect.name, key });
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
    tag: script.tag ?? null,
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
