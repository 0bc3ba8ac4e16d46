import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { planTable } from '@geko/contracts/plans';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { syncCatalogue } from '@geko/payments/stripe/sync-catalogue';
import { root } from '../root.ts';
import type { ChildPlan } from './supervised-child.ts';
import { freePort } from './web-port.ts';

/** A double of Stripe beside the house: no money moves. Its secrets are made at each start, as it forgets all at its end. */
export type DemoStripe = { url: string; secretKey: string; webhookSecret: string; plan: ChildPlan };

/** How the double is started, which tells the web app on this port what happens. */
export async function planDemoStripe(webPort: number): Promise<DemoStripe> {
  const port = await freePort();
  const secretKey = `sk_test_demo${randomBytes(16).toString('hex')}`;
  const webhookSecret = `whsec_demo${randomBytes(16).toString('hex')}`;
  const plan: ChildPlan = {
    name: 'stripe',
    args: [
      join(root, 'tooling/fakes/stripe/src/main.ts'),
      `--port=${port}`,
      `--secret-key=${secretKey}`,
      `--webhook-secret=${webhookSecret}`,
      `--webhook=http://127.0.0.1:${webPort}/api/webhooks/stripe`,
    ],
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    graceMs: 2000,
  };
  return { url: `http://127.0.0.1:${port}`, secretKey, webhookSecret, plan };
}

const PATIENCE_MS = 20_000;

/** Tells the double what Geko sells, as `geko stripe sync` tells Stripe, as soon as it listens. */
export async function stockDemoStripe(
  { url, secretKey }: DemoStripe,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  const listens = () =>
    fetch(`${url}/_fake/events`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await listens())) {
    if (performance.now() > deadline) throw new Error('the double of Stripe does not start');
    await sleep(100, undefined, { signal });
  }
  const client = makeStripeClient({ secretKey, baseUrl: url });
  await syncCatalogue(client, { operationId: randomUUID(), plans: planTable });
}
