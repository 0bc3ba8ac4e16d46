import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { Id } from '@geko/contracts/ids';
import { anyInput } from './testing/any-input.ts';
import { INSIDE, newMessage } from './testing/refusal.ts';
import { procedureCases, routeCases } from './testing/sweep-cases.ts';
import { procedureRequest, procedures } from './testing/sweep-targets.ts';
import { openSweepWorld, SHORT, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson } from './testing/test-person.ts';

const FUZZ_RUNS = 60;
const ROUTE_RUNS = 100;

/** What the plain routes read. */
const schemasOf: Record<string, z.ZodType[]> = {
  'POST api/chat': [SendMessage],
  'POST api/chat/retry': [RetryMessage],
  'GET api/chat/turns/[turn]/stream': [z.object({ workspaceId: Id, turn: Id })],
};

let house: TestHouse;
let world: SweepWorld;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
});
afterAll(async () => {
  await world.close();
  await house.close();
});

/** Whatever it was: an answer below 500 that tells nothing of what is inside. */
async function expectNoFault(call: object, response: Response): Promise<void> {
  const text = await response.text();
  const { status } = response;
  expect({ ...call, status, isFault: status >= 500 }).toEqual({ ...call, status, isFault: false });
  if (status !== 200) expect(text).not.toMatch(INSIDE);
}

test.each(Object.keys(procedures))(
  `%s takes ${FUZZ_RUNS} random inputs without a fault`,
  async (name) => {
    const { _def } = procedures[name] ?? {};
    if (!_def) throw new Error(`${name} is gone`);
    const role = name.startsWith('admin.') ? 'operator' : 'outsider';
    await fc.assert(
      fc.asyncProperty(anyInput(_def.inputs), async (change) => {
        const someone = await world.signIn(role);
        const right = (await procedureCases[name]?.input?.(world, role)) ?? {};
        const call = procedureRequest(name, _def.type, change(right));
        const response = await house.fetch(`/${call.path}`, {
          method: call.method,
          body: call.body,
          headers: {
            'content-type': 'application/json',
            origin: TEST_ORIGIN,
            cookie: someone.cookie,
          },
        });
        await expectNoFault(call, response);
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
);

const plainRoutes = Object.entries(routeCases).flatMap(([name, found]) =>
  found?.input ? [{ name, found, schemas: schemasOf[name] ?? [] }] : [],
);

test.each(plainRoutes)(
  `$name takes ${ROUTE_RUNS} random inputs without a fault`,
  async ({ name, found, schemas }) => {
    const [method = ''] = name.split(' ');
    await fc.assert(
      fc.asyncProperty(anyInput(schemas), async (change) => {
        const someone = await world.signIn('outsider');
        const right = (await found.input?.(world, 'outsider')) ?? {};
        const changed = change(right);
        const isPost = method === 'POST';
        const { path } = found.request({ ...right, ...(isPost ? {} : (changed as object | null)) });
        const body = isPost ? JSON.stringify(changed, noBigint) : null;
        const headers = {
          'content-type': 'application/json',
          origin: TEST_ORIGIN,
          cookie: someone.cookie,
        };
        const response = await house.fetch(`/${path}`, {
          method,
          headers,
          ...(isPost && { body: body ?? '' }),
        });
        await expectNoFault({ path, body }, response);
      }),
      { numRuns: ROUTE_RUNS },
    );
  },
);

const noBigint = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

test.each([
  '/api/chat',
  '/api/chat/retry',
  '/api/trpc/auth.login',
  '/api/trpc/workspace.rename',
  '/health',
])(
  `%s takes ${ROUTE_RUNS} bodies of random bytes and broken JSON without a fault`,
  async (path) => {
    const someone = await world.signIn('outsider');
    const whole = JSON.stringify(newMessage(someone, 'hi'));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.nat(whole.length - 1).map((length) => Buffer.from(whole.slice(0, length))),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`{"json":${text}}`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const headers = {
          'content-type': 'application/json',
          origin: TEST_ORIGIN,
          cookie: someone.cookie,
        };
        const response = await house.fetch(path, {
          method: 'POST',
          body: new Uint8Array(body),
          headers,
        });
        await expectNoFault({ path, body: Buffer.from(body).toString('latin1') }, response);
        expect(response.ok).toBe(false);
      }),
      { numRuns: ROUTE_RUNS },
    );
  },
);

test('after all of this the server still serves a stranger', async () => {
  const someone = await registerPerson(house);
  const response = await someone.post('/api/chat', newMessage(someone, SHORT));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('data: [DONE]');
  const nobody = personWith(house, '');
  expect((await nobody.query('auth.me')).error?.code).toBe('UNAUTHENTICATED');
});
