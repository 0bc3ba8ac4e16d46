import fc from 'fast-check';
import { expect, inject } from 'vitest';
import { anyEnvelope } from './any-envelope.ts';
import { anyInput, fieldNames } from './any-input.ts';
import { INSIDE } from './refusal.ts';
import { procedureCases } from './sweep-cases.ts';
import { readAnswer } from './first-event.ts';
import { encodeInput, procedureRequest, procedures } from './sweep-targets.ts';
import { openSweepWorld, type SweepWorld } from './sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './test-house.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many inputs each procedure and route takes. */
    fuzzRuns: number;
  }
}

export const RUNS = inject('fuzzRuns');
/** The procedures about people, their roles and their accounts: half of all. */
export const PEOPLE = /^(?:account|auth|invitations|members|roles)\./u;
/** To hash a new password takes 20 ms of a processor: four of five inputs of these stop at the password's own rule. */
const newPasswords: Record<string, string> = {
  'auth.register': 'password',
  'auth.resetPassword': 'password',
  'account.changePassword': 'newPassword',
  'invitations.acceptAsNew': 'password',
};
/** Inputs that go out at once, from one session, as changes of one right input. */
const BATCH = 25;
/** A machine that does much else besides is no fault. */
export const TIMEOUT_MS = 120_000 + RUNS * 60;
export const SEED = Math.trunc(Math.random() * 2 ** 31);

type Input = Record<string, unknown>;

export type FuzzSite = { house: TestHouse; world: SweepWorld; close(): Promise<void> };

export async function openFuzzSite(): Promise<FuzzSite> {
  const house = await openTestHouse(inject('ownerUrl'));
  const world = await openSweepWorld(house);
  return {
    house,
    world,
    close: async () => {
      await world.close();
      await house.close();
    },
  };
}

/** Whatever it was: an answer below 500 that tells nothing of what is inside. */
export function expectNoFault(
  call: object,
  { status, text }: { status: number; text: string },
): void {
  const isTelling = status !== 200 && INSIDE.test(text);
  // Tens of thousands pass here: what is well is not compared at length.
  if (status >= 500 || isTelling)
    expect({ ...call, status, text }).toBe('an answer without a fault');
}

export const headersOf = (cookie: string) => ({
  'content-type': 'application/json',
  origin: TEST_ORIGIN,
  ...(cookie === '' ? {} : { cookie }),
});

export async function ask(
  house: TestHouse,
  path: string,
  init: RequestInit,
  call: object = {},
): Promise<void> {
  const reader = new AbortController();
  const response = await house.fetch(path, { ...init, signal: reader.signal });
  expectNoFault({ seed: SEED, path, ...call }, await readAnswer(response));
  reader.abort();
}

type Procedure = { name: string; type: string; cookie: string };

/** One call by itself. */
const askOne = (house: TestHouse, { name, type, cookie }: Procedure, text: string) => {
  const { path, method, body } = procedureRequest(name, type, text);
  return ask(house, `/${path}`, { method, body, headers: headersOf(cookie) }, { body });
};

/** Calls of one procedure in one request, as the web app's client sends what comes at the same moment. */
async function askTogether(
  house: TestHouse,
  { name, type, cookie }: Procedure,
  texts: string[],
): Promise<void> {
  if (texts.length === 0) return;
  if (type === 'subscription') {
    for (const text of texts) await askOne(house, { name, type, cookie }, text);
    return;
  }
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
    const call = { seed: SEED, name, input: texts[place] };
    expectNoFault(call, { status, text: JSON.stringify(error ?? null) });
  }
}

/** Everything of an arbitrary, in batches; a failure names the seed, and the very call. */
export async function expectBatches<T>(
  arbitrary: fc.Arbitrary<T>,
  run: (values: T[]) => Promise<void>,
): Promise<void> {
  const values = fc.sample(arbitrary, { numRuns: RUNS, seed: SEED });
  for (let at = 0; at < values.length; at += BATCH) await run(values.slice(at, at + BATCH));
  expect(Object.keys(Object.prototype)).toEqual([]);
  for (const key of ['isAdmin', 'role', 'values', 'a']) expect(key in {}).toBe(false);
}

/** All the random inputs for one procedure: none may bring a fault. */
export async function expectNoFaultOf({ house, world }: FuzzSite, name: string): Promise<void> {
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
  await expectBatches(either, async (batch) => {
    const procedure = { name, type: _def.type, cookie: (await world.signIn(role)).cookie };
    const right = (await found?.input?.(world, role)) ?? {};
    const field = newPasswords[name];
    const shallow = field === undefined ? right : { ...right, [field]: 'short' };
    const together = batch
      .filter(({ isAlone }) => !isAlone)
      .map(({ write }, place) => write(place < BATCH / 5 ? right : shallow));
    await Promise.all([
      askTogether(house, procedure, together.slice(0, 10)),
      askTogether(house, procedure, together.slice(10, 20)),
      ...together.slice(20).map((text) => askOne(house, procedure, text)),
      ...batch
        .filter(({ isAlone }) => isAlone)
        .map(({ write }) => askOne(house, procedure, write(shallow))),
    ]);
    await found?.mend?.(world, role);
  });
}
