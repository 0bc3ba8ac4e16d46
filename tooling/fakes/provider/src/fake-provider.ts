import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl } from './control-routes.ts';
import { selectDialect } from './dialects/select-dialect.ts';
import { handleRequest } from './handle-request.ts';
import { handleMedia } from './media/handle-media.ts';
import { selectMedia } from './media/select-media.ts';
import { parseJson, readBytes } from './read-bytes.ts';
import type { ProviderState } from './request-guards.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import type { Script } from './script.ts';
import { createScriptQueue, type ScriptQueue } from './script-queue.ts';

export type FakeProviderOptions = {
  /** 0 (the default) takes a free one. */
  port?: number;
  host?: string;
  /** `test` obeys scripts and shows its log; `demo` writes demonstration answers and keeps nobody's words. */
  mode: 'test' | 'demo';
  /** API keys to refuse; all others are taken. */
  badKeys?: Iterable<string>;
  /** Whether a live hold of this id is behind a call; any other call is refused. Without it none is asked for. */
  isHeld?: (holdId: string) => Promise<boolean>;
  /** File that gets the log as JSON lines; see `readLogFile`. */
  logFile?: string;
  /** Script fields for requests that don't say otherwise (test mode). */
  defaults?: Script;
};

export type FakeProvider = {
  /** Without a slash at the end. SDK base URLs: `${url}/v1`, for Google `${url}/v1beta`. */
  url: string;
  port: number;
  log: RequestLog;
  faults: ScriptQueue;
  /** Cuts every connection and stops. */
  close(): Promise<void>;
};

const KEEP_ALIVE_MS = 60_000;

/** Starts a provider on a real socket. */
export async function startFakeProvider(options: FakeProviderOptions): Promise<FakeProvider> {
  const { port = 0, host = '127.0.0.1', mode, badKeys = [], logFile, defaults = {} } = options;
  const { isHeld = null } = options;
  const stopped = new AbortController();
  const run = randomUUID().replaceAll('-', '').slice(0, 12);
  let requests = 0;
  const state: ProviderState = {
    mode,
    defaults,
    badKeys: new Set(badKeys),
    isHeld,
    log: createRequestLog(logFile),
    faults: createScriptQueue(),
    stopped: stopped.signal,
    nextId: () => `${run}${String((requests += 1)).padStart(6, '0')}`,
  };

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 },
    (req, res) => {
      answer(req, res, state).catch((error: unknown) => {
        process.stderr.write(
          `fake provider: ${error instanceof Error ? error.stack : String(error)}\n`,
        );
        res.destroy();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;

  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    log: state.log,
    faults: state.faults,
    close: () =>
      new Promise((resolve) => {
        stopped.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  state: ProviderState,
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://fake');
  const bytes = await readBytes(req).catch(() => null);
  const media = req.method === 'POST' ? selectMedia(url.pathname) : null;
  if (media) return handleMedia({ req, res, url, bytes, media, state });
  const body = parseJson(bytes);
  if (url.pathname.startsWith('/__fake/') && state.mode === 'test') {
    const { status, body: reply } = answerControl(`${req.method} ${url.pathname}`, body, state);
    return sendJson(res, status, reply);
  }
  const dialect = req.method === 'POST' ? selectDialect(url.pathname, req.headers) : null;
  if (dialect) return handleRequest({ req, res, url, body, dialect, state });
  return sendJson(res, 404, {
    error: { message: `Unknown request URL: ${req.method} ${url.pathname}`, type: 'not_found' },
  });
}

function sendJson(res: ServerResponse, status: number, body: Record<string, unknown>): void {
  res
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body));
}
