import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAiErrorAnswer } from '../dialects/chat-errors.ts';
import { BadRequest, type ErrorKind } from '../dialects/dialect.ts';
import { asObject, bearerKey, type Json } from '../dialects/read-body.ts';
import { cutSse, sse } from '../dialects/sse.ts';
import { parseJson } from '../read-bytes.ts';
import { goneSignal, hasLeft, isBacked, newEntry, type ProviderState } from '../request-guards.ts';
import type { LogEntry, Outcome } from '../request-log.ts';
import { parseDirective, type Script, ScriptError } from '../script.ts';
import {
  EVENT_TYPE,
  JSON_TYPE,
  type Made,
  type MediaAsk,
  type MediaBody,
  type MediaMaker,
} from './media-maker.ts';

type Incoming = {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  bytes: Buffer<ArrayBuffer> | null;
  media: MediaMaker;
  state: ProviderState;
};

const DEFAULT_RETRY_AFTER_SECONDS = 2;
const DEFAULT_SLOW_MS = 3_000;
/** Time a receiver gets to read what was written before the connection is reset under it. */
const RESET_GRACE_MS = 25;

/** Faults that strike within an answer: what was made of it by then is of no use to anybody. */
const CUTS = ['reset-after', 'hang-after', 'bad-json', 'error-chunk', 'no-finish'];

/** Answers one request for what is no chat, from key check to last byte, and logs it. */
export async function handleMedia(incoming: Incoming): Promise<void> {
  const { req, res, media, state } = incoming;
  const key = bearerKey(req.headers.authorization);
  const entry = newEntry(incoming, { dialect: `media:${media.name}`, key });
  const refuse = (kind: ErrorKind, message: string, outcome: Outcome, retryAfter?: number) => {
    const { status, body, headers } = openAiErrorAnswer(kind, message, retryAfter);
    entry.status = status;
    state.log.open(entry);
    state.log.close(entry, outcome);
    res.writeHead(status, { 'content-type': JSON_TYPE, ...headers }).end(JSON.stringify(body));
  };
  if (key === null) return refuse('missing-key', "You didn't provide an API key.", 'refused');
  if (state.badKeys.has(key)) return refuse('bad-key', 'API key not valid.', 'refused');
  if (!(await isBacked(entry, state))) {
    if (!(await hasLeft(res, state)))
      return refuse('bad-request', 'No live hold is behind this call.', 'without-hold');
    state.log.open(entry);
    return state.log.close(entry, 'aborted-by-client');
  }
  let script: Script;
  let made: Made;
  try {
    const body = await readBody(incoming);
    const ask = media.read(body);
    script = chooseScript(ask, state);
    Object.assign(entry, { model: ask.model, stream: ask.stream, fault: script.fault ?? null });
    const report = (usage: Json) => reported(usage, { entry, script });
    made = await media.make(body, { script, mode: state.mode, report });
  } catch (error) {
    if (!(error instanceof BadRequest || error instanceof ScriptError)) throw error;
    return refuse('bad-request', error.message, 'refused');
  }
  if (script.fault === '429') {
    const retryAfter = script.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS;
    const message = `Rate limit reached. Try again in ${retryAfter} s.`;
    return refuse('rate-limit', message, 'fault:429', retryAfter);
  }
  if (script.fault === '500')
    return refuse('server-error', 'The server had an error.', 'fault:500');
  state.log.open(entry);
  state.log.close(entry, await answer({ ...incoming, entry, script, made }));
}

async function readBody({ req, bytes }: Incoming): Promise<MediaBody> {
  const type = req.headers['content-type'] ?? '';
  if (bytes !== null && type.startsWith('multipart/form-data')) {
    const read = new Response(bytes, { headers: { 'content-type': type } });
    const form = await read.formData().catch(() => null);
    if (form === null) throw new BadRequest('Could not parse multipart form.');
    return { json: {}, form };
  }
  const parsed = parseJson(bytes);
  if (parsed === null) throw new BadRequest('We could not parse the JSON body of your request.');
  return { json: asObject(parsed), form: null };
}

/** A directive in the request's words, else the next script in the queue, over the defaults. Demo mode obeys nobody. */
function chooseScript({ model, words }: MediaAsk, state: ProviderState): Script {
  if (state.mode === 'demo') return {};
  return { ...state.defaults, ...(parseDirective(words) ?? state.faults.take(model)) };
}

/** What is told of the counts; what is cut off tells none. */
function reported(
  usage: Json,
  { entry, script }: { entry: LogEntry; script: Script },
): Json | null {
  const { fault } = script;
  if (fault === 'no-usage') return null;
  const told =
    fault === 'usage-zero'
      ? Object.fromEntries(
          Object.entries(usage).map(([name, value]) => [
            name,
            typeof value === 'number' ? 0 : value,
          ]),
        )
      : usage;
  if (!CUTS.includes(fault ?? '')) entry.usageReported = told;
  return told;
}

type Answering = Incoming & { entry: LogEntry; script: Script; made: Made };

async function answer({ res, state, entry, script, made }: Answering): Promise<Outcome> {
  const { fault } = script;
  const gone = goneSignal(res, state);
  const untilGone = () =>
    new Promise<void>((resolve) => {
      if (gone.aborted) resolve();
      else gone.addEventListener('abort', () => resolve(), { once: true });
    });
  const pause = (ms: number) => sleep(ms, undefined, { signal: gone });
  const write = (piece: string | Buffer) => {
    gone.throwIfAborted();
    return res.write(piece) ? Promise.resolve() : Promise.race([drained(res), untilGone()]);
  };
  try {
    if (fault === 'hang') await untilGone();
    if (fault === 'reset-before') res.socket?.resetAndDestroy();
    if (fault === 'hang' || fault === 'reset-before') return `fault:${fault}`;
    if (!CUTS.includes(fault ?? '')) {
      Object.assign(entry, {
        promptTokens: made.promptTokens,
        outputTokensSent: made.outputTokens,
      });
    }
    if (fault === 'slow') await pause(script.wait ?? DEFAULT_SLOW_MS);
    gone.throwIfAborted();
    entry.status = 200;
    const isOdd = fault === 'error-chunk' && made.type !== EVENT_TYPE;
    res.writeHead(200, { 'content-type': isOdd ? JSON_TYPE : made.type });
    for (const piece of piecesUnder(fault, made)) {
      await write(piece);
      if (script.delay) await pause(script.delay);
    }
    if (fault === 'hang-after') {
      await untilGone();
      return 'fault:hang-after';
    }
    if (fault === 'reset-after') {
      await pause(RESET_GRACE_MS);
      res.socket?.resetAndDestroy();
      return 'fault:reset-after';
    }
    await new Promise<void>((resolve) => {
      res.end(resolve);
    });
    return fault ? `fault:${fault}` : 'completed';
  } catch (error) {
    if (!gone.aborted) throw error;
    return state.stopped.aborted ? 'server-closed' : 'aborted-by-client';
  }
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('drain', resolve);
  });
}

/** What of an answer is sent where something goes wrong within it. */
function piecesUnder(fault: Script['fault'], { type, pieces }: Made): (string | Buffer)[] {
  const half = pieces.slice(0, Math.floor(pieces.length / 2));
  const [first = ''] = pieces;
  const isStream = type === EVENT_TYPE;
  const cut = first.slice(0, Math.floor(first.length / 2));
  switch (fault) {
    case 'reset-after':
    case 'hang-after':
      return half.length > 0 ? half : [cut];
    case 'bad-json':
      return isStream ? [...half, cutSse({ type: 'speech.audio.delta', audio: 'AAAA' })] : [cut];
    case 'error-chunk': {
      const { body } = openAiErrorAnswer('overloaded', 'The server is overloaded.');
      return isStream ? [...half, sse(body)] : [JSON.stringify(body)];
    }
    case 'no-finish':
      return isStream ? pieces.slice(0, -1) : pieces;
    default:
      return pieces;
  }
}
