import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccount } from './account.ts';
import { answerControl } from './control-routes.ts';
import type { Handle } from './handle.ts';
import { answerHosted } from './hosted/answer-hosted.ts';
import { answerApi } from './http/answer-api.ts';
import type { ApiState } from './http/answer-api.ts';
import { createFaults } from './http/faults.ts';
import { createIdempotency } from './http/idempotency.ts';
import { makeHandle } from './make-handle.ts';
import { createAutomaticSender } from './webhooks/automatic-sender.ts';

export type FakeStripeOptions = {
  /** 0 (the default) takes a free one. */
  port?: number;
  host?: string;
  /** The only key that is taken. */
  secretKey?: string;
  /** What webhooks are signed with. */
  webhookSecret?: string;
  /** Milliseconds; the account's time goes on from there. */
  clock?: () => number;
};

export type FakeStripe = Handle & {
  /** Without a slash at the end; the SDK's base address. */
  url: string;
  port: number;
  close(): Promise<void>;
};

/** Starts a double of Stripe on a real socket. */
export async function startFakeStripe(options: FakeStripeOptions = {}): Promise<FakeStripe> {
  const { port = 0, host = '127.0.0.1', clock = Date.now } = options;
  const { secretKey = 'sk_test_double', webhookSecret = 'whsec_double' } = options;
  const sender = createAutomaticSender();
  let url = '';
  const account = createAccount({
    run: randomUUID().replaceAll('-', '').slice(0, 10),
    clock,
    baseUrl: () => url,
    onEvent: (event) => sender.take(event),
  });
  const state: ApiState = {
    account,
    secretKey,
    idempotency: createIdempotency(),
    faults: createFaults(),
    log: [],
  };
  const handle = makeHandle(state, { sender, webhookSecret });
  const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    answer(req, res, { state, handle }).catch((error: unknown) => {
      process.stderr.write(
        `fake stripe: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      res.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  url = `http://${host}:${bound}`;
  return {
    ...handle,
    url,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        sender.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const MOST_BODY_CHARS = 2_000_000;

async function readBody(req: IncomingMessage): Promise<string> {
  let body = '';
  req.setEncoding('utf8');
  for await (const part of req as AsyncIterable<string>) {
    body += part;
    if (body.length > MOST_BODY_CHARS) throw new Error('a body that is too long');
  }
  return body;
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { state, handle }: { state: ApiState; handle: Handle },
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://fake');
  const body = await readBody(req);
  const { method = 'GET' } = req;
  if (url.pathname.startsWith('/_fake/')) {
    const reply = await answerControl(`${method} ${url.pathname}`, body, handle);
    res
      .writeHead(reply.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(reply.body));
    return;
  }
  const hosted = answerHosted(state.account, {
    method,
    path: url.pathname,
    form: new URLSearchParams(body),
  });
  if (hosted === null) return answerApi({ req, res, url, body, state });
  res
    .writeHead(hosted.status, {
      'content-type': hosted.isPdf ? 'application/pdf' : 'text/html; charset=utf-8',
      ...(hosted.location !== undefined && { location: hosted.location }),
    })
    .end(hosted.html);
}
