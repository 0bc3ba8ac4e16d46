import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry, RequestLog } from './request-log.ts';
import type { Script } from './script.ts';
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

/** How long the end of a connection may take to be noticed. */
const LEAVING_MS = 250;

/** A hold that cannot be looked up, as the database is away, is none. */
export async function isBacked(
  { headers }: LogEntry,
  { isHeld }: Pick<ProviderState, 'isHeld'>,
): Promise<boolean> {
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
export async function hasLeft(res: ServerResponse, state: ProviderState): Promise<boolean> {
  const gone = goneSignal(res, state);
  if (!gone.aborted) await Promise.race([once(gone, 'abort'), sleep(LEAVING_MS)]);
  return gone.aborted;
}

/** Aborts when the client's connection closes or the server stops. */
export function goneSignal(
  res: ServerResponse,
  { stopped }: Pick<ProviderState, 'stopped'>,
): AbortSignal {
  const gone = new AbortController();
  const leave = () => gone.abort(new Error('the connection is closed'));
  if (res.closed || stopped.aborted) leave();
  stopped.addEventListener('abort', leave, { once: true });
  res.once('close', () => {
    stopped.removeEventListener('abort', leave);
    leave();
  });
  return gone.signal;
}

/** What is known of a request when it comes. */
export function newEntry(
  { req, url, state }: { req: IncomingMessage; url: URL; state: ProviderState },
  { dialect, key }: { dialect: LogEntry['dialect']; key: string | null },
): LogEntry {
  const headers = Object.entries(req.headers).filter(([name]) => name.startsWith('x-geko-'));
  return {
    id: state.nextId(),
    at: new Date().toISOString(),
    dialect,
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
    tag: null,
    isCut: false,
    state: 'running',
    outcome: null,
    status: null,
    text: state.mode === 'test' ? '' : null,
  };
}
