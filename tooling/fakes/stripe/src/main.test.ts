import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

test('as a process of its own it is steered by HTTP, and ends when it is told', async () => {
  const child = spawn(process.execPath, [MAIN, '--secret-key', 'sk_test_mine'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, port, secretKey, webhookSecret } = JSON.parse(line) as Record<string, string>;
  expect([secretKey, webhookSecret]).toEqual([undefined, 'whsec_double']);
  const stripe = new Stripe('sk_test_mine', {
    host: '127.0.0.1',
    port: port ?? '',
    protocol: 'http',
  });
  const control = async (path: string, body?: object) => {
    const response = await fetch(`${url}/_fake/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    customer: customer.id,
    success_url: 'https://geko.example/',
  });
  const refused = await control('pay', { session: session.id, card: 'pm_card_chargeDeclined' });
  expect(refused).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } });
  const paid = await control('pay', { session: session.id });
  expect(paid).toMatchObject({ status: 200, body: { result: { status: 'complete' } } });
  const events = (await control('events')).body['result'] as { type: string }[];
  expect(events.map(({ type }) => type)).toContain('checkout.session.completed');
  expect(await control('pay', { session: session.id, colour: 'red' })).toMatchObject({
    status: 400,
  });
  expect(await control('nonsense', {})).toMatchObject({ status: 404 });
  expect(await control('fault', { kind: 'refuse', status: 503 })).toMatchObject({ status: 200 });
  await control('reset', {});
  expect((await control('events')).body['result']).toEqual([]);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
