import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { workspaceRoles, type WorkspaceRole } from '@geko/contracts/permissions';
import { procedureCases, routeCases } from './testing/sweep-cases.ts';
import { watchStatements, type Statement } from '@geko/db/testing/watch-statements';
import { probe } from './testing/sweep-probe.ts';
import {
  personalIds,
  procedures,
  routes,
  sweepTargets,
  type SweepAnswer,
  type SweepTarget,
} from './testing/sweep-targets.ts';
import {
  CANARY,
  isStranger,
  openSweepWorld,
  privateTo,
  strangers,
  type Role,
  type Stranger,
  type SweepWorld,
} from './testing/sweep-world.ts';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { quietSide } from './testing/quiet-side.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { startTestStripe } from './testing/test-stripe.ts';

let house: TestHouse;
let stripe: FakeStripe;
let world: SweepWorld;
let log: Statement[];
beforeAll(async () => {
  const { stripe: double, rail } = await startTestStripe();
  stripe = double;
  house = await openTestHouse(inject('ownerUrl'), { stripe: rail, local: quietSide });
  log = watchStatements(house.server.pool);
  world = await openSweepWorld(house, { isFull: true });
});
afterAll(async () => {
  await world.close();
  await house.close();
  await stripe.close();
});

const targets = sweepTargets();
const roles: Role[] = [...workspaceRoles, ...strangers];

/** Nobody has these; whatever an id looks like, it must be answered like one that is not there. */
const malformedIds = (known: string) => [
  'x',
  '',
  '../..',
  'y'.repeat(200),
  'z'.repeat(5_000),
  known.toUpperCase(),
  known.replaceAll('-', ''),
  `{${known}}`,
  `${known}' or '1'='1`,
  `' or 1=1; drop table users; --`,
  `${known}%00`,
  '\u0000',
  '😀'.repeat(40),
  'null',
  '00000000-0000-0000-0000-000000000000',
];

const codeOf = ({ body }: SweepAnswer) => /"code":"([A-Z_]+)","message"/u.exec(body)?.[1];

/** Conversations, invitations, sessions and the like of others. */
const unseenByViewers = new RegExp(
  ['owner', 'admin', 'editor'].map((role) => privateTo(role as WorkspaceRole)).join('|'),
  'u',
);

/** Everybody from outside, save for operators where operators may do it all. */
const strangersTo = ({ may }: SweepTarget): Stranger[] =>
  strangers.filter((role) => may !== 'operators' || role !== 'operator');

/** The status that the table promises to somebody with a right input of their own. */
function promised({ may, refusal }: SweepTarget, role: Role): number {
  if (may === 'anyone' || may === 'signed-in') return 200;
  if (may === 'operators') return role === 'operator' ? 200 : 404;
  // Strangers own the workspace that their own input names.
  if (isStranger(role)) return may.includes('owner') ? 200 : (refusal ?? 403);
  return may.includes(role) ? 200 : (refusal ?? 403);
}

const inputFor = async (target: SweepTarget, role: Role) =>
  (await target.input?.(world, role)) ?? {};

const callAs = async (target: SweepTarget, role: Role, input: Record<string, unknown>) =>
  target.call(house, (await world.signIn(role)).cookie, input);

test('every procedure and every route has its case, and no case is left over', () => {
  expect(Object.keys(procedureCases).toSorted()).toEqual(Object.keys(procedures).toSorted());
  expect(Object.keys(routeCases).toSorted()).toEqual(routes.toSorted());
  expect(targets).toHaveLength(
    Object.keys(procedures).length + Object.values(routeCases).filter((found) => found).length,
  );
});

test('every input of a procedure is an object with a schema, so that its ids are known', () => {
  const inputs = Object.entries(procedures).flatMap(([name, { _def }]) =>
    _def.inputs.map((input) => `${name} ${input.constructor.name}`),
  );
  expect(inputs.filter((text) => !text.endsWith(' ZodObject'))).toEqual([]);
});

describe.each(targets)('$name', (target) => {
  const isOpen = target.may === 'anyone';

  test.each(['no session', 'a garbled cookie', 'an unknown token', 'an expired session'] as const)(
    '%s',
    async (visitor) => {
      const real = (await world.signIn('owner')).cookie;
      const cookie = {
        'no session': '',
        'a garbled cookie': 'geko_session=%E0%A4%A; other="x',
        'an unknown token': `${real.slice(0, -4)}aaaa`,
        'an expired session': await world.expiredCookie('owner'),
      }[visitor];
      const answer = await target.call(house, cookie, await inputFor(target, 'owner'));
      await target.mend?.(world, 'owner');
      // Without a worker /health says 503, to everybody alike.
      const open = target.name === 'GET health' ? 503 : 200;
      expect({ status: answer.status, body: answer.body }).toMatchObject({
        status: isOpen ? open : 401,
      });
      if (!isOpen) expect(codeOf(answer)).toBe('UNAUTHENTICATED');
      expect(JSON.stringify(answer)).not.toContain(CANARY);
    },
  );

  test.each(roles)('%s, with an input of their own', async (role) => {
    const answer = await callAs(target, role, await inputFor(target, role));
    await target.mend?.(world, role);
    const status = target.name === 'GET health' ? 503 : promised(target, role);
    expect(answer).toMatchObject({ status });
    if (status === 403) expect(codeOf(answer)).toBe('FORBIDDEN');
    if (status === 404) expect(codeOf(answer)).toBe('NOT_FOUND');
    if (role === 'viewer') expect(JSON.stringify(answer)).not.toMatch(unseenByViewers);
  });

  test.each(strangersTo(target))('%s, a stranger', async (role) => {
    const victim = target.ids.length > 0 ? await inputFor(target, 'owner') : {};
    expect(await probe({ house, world, log }, target, role, victim)).toEqual([]);
  });
});

const inWorkspaces = targets.filter(({ may }) => typeof may !== 'string');

describe.each(inWorkspaces)('$name', (target) => {
  test("the viewer, with the owner's input", async () => {
    const input = await inputFor(target, 'owner');
    const viewer = await world.signIn('viewer');
    const before = await world.digests();
    const answer = await target.call(house, viewer.cookie, input);
    expect(JSON.stringify(answer)).not.toMatch(unseenByViewers);
    if (promised(target, 'viewer') === 200) return;
    expect(answer).toMatchObject({ status: promised(target, 'viewer') });
    expect(await world.digests()).toEqual(before);
  });
});

test('every table has a row of the company, or of one of its people, to be wronged', async () => {
  const digests = Object.entries(await world.digests());
  const empty = digests.filter(([, digest]) => digest.startsWith('0 rows')).map(([name]) => name);
  // Without a worker no process beats and no key is summed, and nobody has changed a setting.
  expect(empty.toSorted()).toEqual(['heartbeats', 'provider_key_hours', 'system_config']);
});

const withIds = targets.filter(({ ids }) => ids.length > 0);

describe.each(withIds)('the ids of $name', (target) => {
  // To operators, the company's ids are as good as their own.
  const isTheirs = target.may === 'operators';

  test.each(isTheirs ? (['outsider', 'operator'] as const) : (['outsider'] as const))(
    'are missing however they are written, to the %s',
    async (role) => {
      const victim = await inputFor(target, 'owner');
      const own = await inputFor(target, role);
      const { cookie } = await world.signIn(role);
      const ask = (field: string, id: string) =>
        target.call(house, cookie, { ...own, [field]: id });
      const before = await world.digests();
      for (const field of target.ids) {
        const missing = await ask(field, randomUUID());
        const status = target.filters?.includes(field) ? 200 : 404;
        expect({ field, missing }).toMatchObject({ field, missing: { status } });
        if (status === 404) expect(codeOf(missing)).toBe('NOT_FOUND');
        for (const id of malformedIds(role === 'operator' ? randomUUID() : String(victim[field]))) {
          const answer = await ask(field, id);
          expect({ field, id, answer }).toEqual({ field, id, answer: missing });
        }
      }
      expect(await world.digests()).toEqual(before);
    },
  );

  test('in capitals they are still the same', async () => {
    const own = await inputFor(target, 'outsider');
    const upper = Object.fromEntries(
      target.ids.map((field) => [field, String(own[field]).toUpperCase()]),
    );
    const answer = await callAs(target, 'outsider', { ...own, ...upper });
    expect(answer).toMatchObject({ status: promised(target, 'outsider') });
  });
});

const innerIds = (target: SweepTarget) => target.ids.filter((field) => personalIds.includes(field));
const withInnerIds = withIds.filter((target) => innerIds(target).length > 0);

describe.each(withInnerIds)('the ids of $name', (target) => {
  test("a colleague's look like none", async () => {
    const victim = await inputFor(target, 'owner');
    const before = await world.digests();
    delete before['sessions'];
    for (const role of ['admin', 'editor', 'viewer'] as const) {
      const own = await inputFor(target, role);
      const afterOwn = await world.digests();
      delete afterOwn['sessions'];
      for (const field of innerIds(target)) {
        const missing = await callAs(target, role, { ...own, [field]: randomUUID() });
        const isFilter = target.filters?.includes(field) === true;
        expect(isFilter ? [200, 403] : [403, 404]).toContain(missing.status);
        for (const id of [String(victim[field]), String(victim[field]).toUpperCase()]) {
          expect(await callAs(target, role, { ...own, [field]: id })).toEqual(missing);
        }
      }
      const after = await world.digests();
      delete after['sessions'];
      expect(after).toEqual(afterOwn);
    }
  });
});

test("sending into a colleague's conversation is sending into none, and changes nothing", async () => {
  const target = targets.find(({ name }) => name === 'POST api/chat');
  if (!target) throw new Error('the chat route is gone');
  const { conversationId, turnId } = await world.makeChat('owner');
  const before = await world.digests();
  delete before['sessions'];
  const own = await inputFor(target, 'editor');
  const answer = await callAs(target, 'editor', { ...own, conversationId });
  expect(answer).toMatchObject({ status: 404 });
  expect(codeOf(answer)).toBe('NOT_FOUND');
  const message = { id: turnId, text: 'the id of a message of the owner' };
  const reused = await callAs(target, 'editor', { ...own, message });
  expect(reused).toMatchObject({ status: 409 });
  expect(answer.body + reused.body).not.toContain(CANARY);
  const after = await world.digests();
  delete after['sessions'];
  expect(after).toEqual(before);
});

test('a role that changes acts on the next request', async () => {
  const target = targets.find(({ name }) => name === 'workspace.rename');
  if (!target) throw new Error('workspace.rename is gone');
  const person = await world.signIn('admin');
  const input = await inputFor(target, 'admin');
  expect(await target.call(house, person.cookie, input)).toMatchObject({ status: 200 });
  await world.setRole('admin', 'viewer');
  expect(await target.call(house, person.cookie, input)).toMatchObject({ status: 403 });
  await world.setRole('admin', null);
  expect(await target.call(house, person.cookie, input)).toMatchObject({ status: 404 });
  await world.setRole('admin', 'admin');
  expect(await target.call(house, person.cookie, input)).toMatchObject({ status: 200 });
});
