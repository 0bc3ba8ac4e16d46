import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { createDb } from '@geko/db/client';
import { openRail } from '@geko/payments/stripe/open-rail';
import { hearStripe } from '@geko/services/billing/hear-stripe';
import { seededRandom } from '@geko/fake-stripe/webhooks/plan-deliveries';

/*
 * A server process that hears Stripe's webhooks, and of whose work a share is killed: its connection to the database dies
 * before the commit, or the socket of the answer after it. Its orders come as a message; where it listens, and each kill, go
 * back as one. It ends when whoever started it lets go.
 */

export type WebhookOrders = {
  appUrl: string;
  stripe: { secretKey: string; baseUrl: string; webhookSecret: string };
  /** 0 = a free one. */
  port: number;
  /** Shares between 0 and 1: of what it writes, and of what it answers. */
  killed: { before: number; after: number };
  seed: number;
};
export type WebhookNews = { port: number } | { killed: 'before' | 'after' };

const tell = (news: WebhookNews): void => void process.send?.(news);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function serve({ appUrl, stripe, port, killed, seed }: WebhookOrders): void {
  const { db } = createDb({ appUrl, maxConnections: 4, onError: () => undefined });
  const rail = openRail({ ...stripe, isTaxAutomatic: false });
  if (rail === null) throw new Error('there is no rail');
  const random = seededRandom(seed);
  const whole = db.transaction.bind(db);
  db.transaction = (fn, config) =>
    whole(async (tx) => {
      const done = await fn(tx);
      if (random() < killed.before) {
        tell({ killed: 'before' });
        await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
      }
      return done;
    }, config);
  const deps = {
    db,
    now: () => new Date(),
    newId: uuidv7,
    log: silent,
    rateLimits: { consume: () => Promise.resolve(null) },
  };
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const delivery = {
      body: await readBody(req),
      signature: req.headersDistinct['stripe-signature'] ?? null,
      contentType: req.headers['content-type'] ?? null,
      contentEncoding: req.headers['content-encoding'] ?? null,
    };
    const request = { requestId: 'webhook', address: null, userAgent: null };
    const isKept = await hearStripe(deps, rail, { delivery, request }).then(
      () => true,
      () => false,
    );
    if (isKept && random() < killed.after) {
      tell({ killed: 'after' });
      req.socket.destroy();
      return;
    }
    res.writeHead(isKept ? 200 : 503).end();
  };
  const server = createServer((req, res) => void answer(req, res));
  server.listen(port, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
}

process.once('message', (orders) => serve(orders as WebhookOrders));
process.once('disconnect', () => process.exit(0));
