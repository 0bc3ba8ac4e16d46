import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ExportAudit } from '@geko/contracts/audit';
import { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { Id } from '@geko/contracts/ids';
import { ExportUsage } from '@geko/contracts/usage';
import { anyInput } from './testing/any-input.ts';
import {
  ask,
  expectBatches,
  expectNoFault,
  expectNoFaultOf,
  headersOf,
  openFuzzSite,
  PEOPLE,
  RUNS,
  SEED,
  TIMEOUT_MS,
  type FuzzSite,
} from './testing/fuzz-site.ts';
import { newMessage } from './testing/refusal.ts';
import { routeCases } from './testing/sweep-cases.ts';
import { procedures } from './testing/sweep-targets.ts';
import { SHORT } from './testing/sweep-world.ts';
import { personWith, registerPerson } from './testing/test-person.ts';

/** What the plain routes read. */
const schemasOf: Record<string, z.ZodType[]> = {
  'POST api/audit/export': [ExportAudit],
  'POST api/chat': [SendMessage],
  'POST api/chat/retry': [RetryMessage],
  'POST api/usage/export': [ExportUsage],
  'GET api/avatars/[user]': [z.object({ user: Id })],
  'GET api/icons/[workspace]': [z.object({ workspace: Id })],
  'GET api/admin/invoices/[invoice]/pdf': [z.object({ workspaceId: Id, invoice: Id })],
  'GET api/invoices/[invoice]/pdf': [z.object({ workspaceId: Id, invoice: Id })],
  'GET api/live': [z.object({ workspaceId: Id })],
  'GET api/chat/turns/[turn]/stream': [z.object({ workspaceId: Id, turn: Id })],
};

let site: FuzzSite;
beforeAll(async () => {
  site = await openFuzzSite();
});
afterAll(() => site.close());

// Those about people are in fuzz-people.db.test.ts, so that two workers share the work.
const names = Object.keys(procedures).filter((name) => !PEOPLE.test(name));

test.each(names)(
  `%s takes ${RUNS} random inputs without a fault`,
  (name) => expectNoFaultOf(site, name),
  TIMEOUT_MS,
);

const plainRoutes = Object.entries(routeCases).flatMap(([name, found]) =>
  found?.input ? [{ name, found, schemas: schemasOf[name] ?? [] }] : [],
);

test.each(plainRoutes)(
  `$name takes ${RUNS} random inputs without a fault`,
  async ({ name, found, schemas }) => {
    const [method = ''] = name.split(' ');
    expect(schemas).not.toEqual([]);
    await expectBatches(anyInput(schemas), async (batch) => {
      const { cookie } = await site.world.signIn('outsider');
      const right = (await found.input?.(site.world, 'outsider')) ?? {};
      await Promise.all(
        batch.map(async (change) => {
          const changed = change(right);
          const isPost = method === 'POST';
          const { path } = found.request({
            ...right,
            ...(isPost ? {} : (changed as object | null)),
          });
          const body = isPost ? JSON.stringify(changed, noBigint) : null;
          const init = { method, headers: headersOf(cookie), ...(isPost && { body: body ?? '' }) };
          await ask(site.house, `/${path}`, init, { body });
        }),
      );
    });
  },
  TIMEOUT_MS,
);

test.each(['start', 'callback'])(
  `signing in elsewhere (%s) takes ${RUNS} random addresses without a fault`,
  async (step) => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.webUrl());
    const query = fc.dictionary(
      fc.constantFrom('next', 'state', 'code', 'error', 'iss', '__proto__'),
      text,
    );
    const provider = fc.constantFrom('google', 'github', 'oidc', '__proto__', 'constructor', 'x');
    await expectBatches(fc.tuple(provider, query), async (batch) => {
      await Promise.all(
        batch.map(async ([name, values]) => {
          const pairs = Object.entries(values).map(([key, value]) => [key, value.toWellFormed()]);
          const path = `/api/auth/${name}/${step}?${new URLSearchParams(pairs).toString()}`;
          await ask(site.house, path, {});
        }),
      );
    });
  },
  TIMEOUT_MS,
);

const noBigint = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

test.each([
  '/api/audit/export',
  '/api/chat',
  '/api/chat/retry',
  '/api/trpc/auth.login',
  '/api/trpc/workspace.rename',
  '/api/usage/export',
  '/health',
])(
  `%s takes ${RUNS} bodies of random bytes and broken JSON without a fault`,
  async (path) => {
    const someone = await site.world.signIn('outsider');
    const whole = JSON.stringify(newMessage(someone, 'hi'));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.nat(whole.length - 1).map((length) => Buffer.from(whole.slice(0, length))),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`{"json":${text}}`)),
    );
    await expectBatches(bytes, async (batch) => {
      await Promise.all(
        batch.map(async (body) => {
          const headers = headersOf(someone.cookie);
          const init = { method: 'POST', body: new Uint8Array(body), headers };
          const response = await site.house.fetch(path, init);
          const call = { seed: SEED, path, body: Buffer.from(body).toString('latin1') };
          expectNoFault(call, { status: response.status, text: await response.text() });
          expect(response.ok).toBe(false);
        }),
      );
    });
  },
  TIMEOUT_MS,
);

test('after all of this the server still serves a stranger', async () => {
  const someone = await registerPerson(site.house);
  const response = await someone.post('/api/chat', newMessage(someone, SHORT));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('data: [DONE]');
  const nobody = personWith(site.house, '');
  expect((await nobody.query('auth.me')).error?.code).toBe('UNAUTHENTICATED');
});
