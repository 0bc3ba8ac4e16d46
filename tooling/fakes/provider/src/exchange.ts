import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { AnswerWriter, Dialect, UsageCounts } from './dialects/dialect.ts';
import type { ReplyPlan } from './plan-reply.ts';
import type { LogEntry } from './request-log.ts';
import type { Script } from './script.ts';

/** One request being answered. `gone` aborts when the client's connection closes or the server stops. */
export type Exchange = {
  res: ServerResponse;
  gone: AbortSignal;
  entry: LogEntry;
  dialect: Dialect;
  writer: AnswerWriter;
  plan: ReplyPlan;
  script: Script;
};

/** Time a receiver gets to read what was written before the connection is reset under it. */
const RESET_GRACE_MS = 25;
const RESET_TURNS = 4;

/** Sends status and headers at once. */
export function sendHead(
  { res, entry, writer }: Exchange,
  contentType: string,
  contentLength?: number,
): void {
  entry.status = 200;
  res.writeHead(200, {
    'content-type': contentType,
    ...(contentLength !== undefined && { 'content-length': contentLength }),
    ...writer.headers,
  });
  res.flushHeaders();
}

/** Writes to the socket, waiting while its buffer is full. Rejects with the abort reason when the client is gone. */
export async function write({ res, gone }: Exchange, text: string | Uint8Array): Promise<void> {
  gone.throwIfAborted();
  if (text.length === 0 || res.write(text)) return;
  await new Promise<void>((resolve, reject) => {
    const onGone = () => reject(gone.reason);
    gone.addEventListener('abort', onGone, { once: true });
    res.once('drain', () => {
      gone.removeEventListener('abort', onGone);
      resolve();
    });
  });
}

/** Waits; rejects at once with the abort reason when the client leaves. 0 lets other work run, and no more. */
export async function pause({ gone }: Exchange, ms: number): Promise<void> {
  gone.throwIfAborted();
  await (
    ms > 0 ? sleep(ms, undefined, { signal: gone }) : nextTurn(undefined, { signal: gone })
  ).catch(() => {
    throw gone.reason;
  });
}

/** Ends the response and waits until it is handed to the socket. */
export async function finishResponse({ res, gone }: Exchange): Promise<void> {
  gone.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    gone.addEventListener('abort', () => reject(gone.reason), { once: true });
    res.end(resolve);
  });
}

/** Never answers again; resolves when the client has had enough. */
export function hang({ gone }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resets the TCP connection (RST, not FIN), after what was written had time to be read. */
export async function resetConnection(exchange: Exchange): Promise<void> {
  if (exchange.res.headersSent) await pause(exchange, RESET_GRACE_MS);
  // A receiver of this process may have been kept from its sockets all that time.
  for (let turn = 0; turn < RESET_TURNS; turn += 1) await pause(exchange, 0);
  exchange.res.socket?.resetAndDestroy();
}

/** Counts to report now: null for no-usage, zeros for usage-zero, else what the log says. */
export function reportableCounts(entry: LogEntry, plan: ReplyPlan): UsageCounts | null {
  if (entry.fault === 'no-usage') return null;
  if (entry.fault === 'usage-zero')
    return { prompt: 0, cached: 0, cacheWrite: 0, text: 0, reasoning: 0 };
  return {
    prompt: entry.promptTokens,
    cached: plan.cached,
    cacheWrite: plan.cacheWrite,
    text: entry.outputTokensSent,
    reasoning: entry.reasoningTokens,
  };
}
