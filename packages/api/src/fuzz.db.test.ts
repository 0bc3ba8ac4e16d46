import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { Id } from '@geko/contracts/ids';
import { ExportAudit } from '@geko/contracts/audit';
import { anyEnvelope } from './testing/any-envelope.ts';
import { anyInput, fieldNames } from './testing/any-input.ts';
import { INSIDE, newMessage } from './testing/refusal.ts';
import { procedureCases, routeCases } from './testing/sweep-cases.ts';
import { encodeInput, procedureRequest, procedures } from './testing/sweep-targets.ts';
import { openSweepWorld, SHORT, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson } from './testing/test-person.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many inputs each procedure and route takes. */
    fuzzRuns: number;
  }
}

const RUNS = inject('fuzzRuns');
/** Inputs that go out at once, from one session, as changes of one right input. */
const BATCH = 25;
const SEED = Math.trunc(Math.random() * 2 ** 31);

/** What the plain routes read. */
const schemasOf: Record<string, z.ZodType[]> = {
  'POST api/audit/export': [ExportAudit],
  'POST api/chat': [SendMessage],
  'POST api/chat/retry': [RetryMessage],
  'GET api/avatars/[user]': [z.object({ user: Id })],
  'GET api/icons/[workspace]': [z.object({ workspace: Id })],
  'GET api/chat/turns/[turn]/stream': [z.object({ workspaceId: Id, turn: Id })],
};

type Input = Record<string, unknown>;

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
function expectNoFault(call: object, { status, text }: { status: number; text: string }): void {
  expect({ ...call, status, isFault: status >= 500 }).toEqual({ ...call, status, isFault: false });
  if (status !== 200) expect(text).not.toMatch(INSIDE);
}

const headersOf = (cookie: string) => ({
  'content-type': 'application/json',
  origin: TEST_ORIGIN,
  ...(cookie === '' ? {} : { cookie }),
});

async function ask(path: string, init: RequestInit, call: object = {}): Promise<void> {
  const response = await house.fetch(path, init);
  const { status } = response;
  expectNoFault({ seed: SEED, path, ...call }, { status, text: await response.text() });
}

type Procedure = { name: string; type: string; cookie: string };

/** One call by itself. */
const askOne = ({ name, type, cookie }: Procedure, text: string) => {
  const { path, method, body } = procedureRequest(name, type, text);
  return ask(`/${path}`, { method, body, headers: headersOf(cookie) }, { body });
};

/** Calls of one procedure in one request, as the web app's client sends what comes at the same moment. */
async function askTogether({ name, type, cookie }: Procedure, texts: string[]): Promise<void> {
  if (texts.length === 0) return;
  const names = texts.map(() => name).join(',');
  const body = `{${texts.map((text, place) => `"${place}":${text}`).join(',')}}`;
  const path = `/api/trpc/${names}?batch=1`;
  const headers = headersOf(cookie);
  const response =
    type === 'query'
      ? await house.fetch(`${path}&input=${encodeURIComponent(body)}`, { headers })
      : await house.fetch(path, { method: 'POST', body, headers });
  const answer = await response.text();
  expectNoFault({ seed: SEED, name, texts }, { status: response.status, text: '' });
  const answers = JSON.parse(answer) as { error?: { json: { data: { httpStatus: number } } } }[];
  expect(answers).toHaveLength(texts.length);
  for (const [place, { error }] of answers.entries()) {
    const status = error?.json.data.httpStatus ?? 200;
    const call = { seed: SEED, name, text: texts[place] };
    expectNoFault(call, { status, text: JSON.stringify(error ?? null) });
  }
}

/** Everything of an arbitrary, in batches; a failure names the seed, and the very call. */
async function inBatches<T>(
  arbitrary: fc.Arbitrary<T>,
  run: (values: T[]) => Promise<void>,
): Promise<void> {
  const values = fc.sample(arbitrary, { numRuns: RUNS, seed: SEED });
  for (let at = 0; at < values.length; at += BATCH) await run(values.slice(at, at + BATCH));
  expect(Object.keys(Object.prototype)).toEqual([]);
  for (const key of ['isAdmin', 'role', 'values', 'a']) expect(key in {}).toBe(false);
}

test.each(Object.keys(procedures))(
  `%s takes ${RUNS} random inputs without a fault`,
  async (name) => {
    const { _def } = procedures[name] ?? {};
    if (!_def) throw new Error(`${name} is gone`);
    const role = name.startsWith('admin.') ? 'operator' : 'outsider';
    const found = procedureCases[name];
    const inputs = anyInput(_def.inputs).map((change) => ({
      isAlone: false,
      write: (right: Input) => encodeInput(change(right)),
    }));
    // What cannot be read at all takes those with it that came along.
    const envelopes = anyEnvelope(fieldNames(_def.inputs)).map((write) => ({
      isAlone: true,
      write,
    }));
    const either = fc.oneof({ weight: 9, arbitrary: inputs }, { weight: 1, arbitrary: envelopes });
    await inBatches(either, async (batch) => {
      const procedure = { name, type: _def.type, cookie: (await world.signIn(role)).cookie };
      const right = (await found?.input?.(world, role)) ?? {};
      const together = batch.filter(({ isAlone }) => !isAlone).map(({ write }) => write(right));
      await Promise.all([
        askTogether(procedure, together.slice(0, 10)),
        askTogether(procedure, together.slice(10, 20)),
        ...together.slice(20).map((text) => askOne(procedure, text)),
        ...batch
          .filter(({ isAlone }) => isAlone)
          .map(({ write }) => askOne(procedure, write(right))),
      ]);
      await found?.mend?.(world, role);
    });
  },
);

const plainRoutes = Object.entries(routeCases).flatMap(([name, found]) =>
  found?.input ? [{ name, found, schemas: schemasOf[name] ?? [] }] : [],
);

test.each(plainRoutes)(
  `$name takes ${RUNS} random inputs without a fault`,
  async ({ name, found, schemas }) => {
    const [method = ''] = name.split(' ');
    expect(schemas).not.toEqual([]);
    await inBatches(anyInput(schemas), async (batch) => {
      const { cookie } = await world.signIn('outsider');
      const right = (await found.input?.(world, 'outsider')) ?? {};
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
          await ask(`/${path}`, init, { body });
        }),
      );
    });
  },
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
    await inBatches(fc.tuple(provider, query), async (batch) => {
      await Promise.all(
        batch.map(async ([name, values]) => {
          const pairs = Object.entries(values).map(([key, value]) => [key, value.toWellFormed()]);
          const path = `/api/auth/${name}/${step}?${new URLSearchParams(pairs).toString()}`;
          await ask(path, {});
        }),
      );
    });
  },
);

const noBigint = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

test.each([
  '/api/audit/export',
  '/api/chat',
  '/api/chat/retry',
  '/api/trpc/auth.login',
  '/api/trpc/workspace.rename',
  '/health',
])(`%s takes ${RUNS} bodies of random bytes and broken JSON without a fault`, async (path) => {
  const someone = await world.signIn('outsider');
  const whole = JSON.stringify(newMessage(someone, 'hi'));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.nat(whole.length - 1).map((length) => Buffer.from(whole.slice(0, length))),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`{"json":${text}}`)),
  );
  await inBatches(bytes, async (batch) => {
    await Promise.all(
      batch.map(async (body) => {
        const headers = headersOf(someone.cookie);
        const init = { method: 'POST', body: new Uint8Array(body), headers };
        const response = await house.fetch(path, init);
        const call = { seed: SEED, path, body: Buffer.from(body).toString('latin1') };
        expectNoFault(call, { status: response.status, text: await response.text() });
        expect(response.ok).toBe(false);
      }),
    );
  });
});

test('after all of this the server still serves a stranger', async () => {
  const someone = await registerPerson(house);
  const response = await someone.post('/api/chat', newMessage(someone, SHORT));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('data: [DONE]');
  const nobody = personWith(house, '');
  expect((await nobody.query('auth.me')).error?.code).toBe('UNAUTHENTICATED');
});
