import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { pageDataHeaders, spoofedHeaders } from './testing/spoofed-headers.ts';
import { forbiddenTo } from './testing/sweep-probe.ts';
import { sweepTargets } from './testing/sweep-targets.ts';
import { openSweepWorld, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
let world: SweepWorld;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house, { isFull: true });
});
afterAll(async () => {
  await world.close();
  await house.close();
});

/** The house as somebody reaches it who adds headers, and perhaps a query, to every request. */
const spoofing = (headers: Record<string, string>, query = ''): TestHouse => ({
  ...house,
  fetch: (path, init) => {
    const added = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
    return house.fetch(added, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), ...headers },
    });
  },
});

const victim = () => ({
  userId: world.members.owner.userId,
  tenantId: world.tenantId,
  workspaceId: world.workspaceId,
});
/** In all ways alone, and all of those that do not repeat a header at once. */
const variants = (): [Record<string, string>, string][] => {
  const single = [...spoofedHeaders(victim()), ...pageDataHeaders];
  return [
    ...single.map((headers): [Record<string, string>, string] => [headers, '']),
    [{}, '_rsc=1x2y3'],
    [{ rsc: '1' }, '_rsc='],
    [Object.assign({}, ...single) as Record<string, string>, '_rsc=1x2y3&nxtPworkspace=x'],
  ];
};

// The others make something new at every call, or end the session that asks.
const targets = sweepTargets().filter(({ may, ids }) => ids.length > 0 && may !== 'anyone');
const wholly = ['workspace.get', 'chat.get', 'POST api/chat', 'GET api/chat/turns/[turn]/stream'];

describe.each(targets)('$name', (target) => {
  test('answers strangers the same, whatever their headers claim', async () => {
    const input = (await target.input?.(world, 'owner')) ?? {};
    const { cookie } = await world.signIn('outsider');
    const ways = wholly.includes(target.name) ? variants() : variants().slice(-1);
    for (const session of ['', cookie]) {
      const plain = await target.call(house, session, input);
      expect(plain.status).toBeGreaterThanOrEqual(400);
      for (const [headers, query] of ways) {
        const answer = await target.call(spoofing(headers, query), session, input);
        expect({ headers, query, answer }).toEqual({ headers, query, answer: plain });
      }
    }
  });
});

test('whoever claims to be somebody else is still themselves', async () => {
  const me = sweepTargets().find(({ name }) => name === 'auth.me');
  const { cookie } = await world.signIn('outsider');
  const plain = await me?.call(house, cookie, {});
  for (const [headers, query] of variants()) {
    expect(await me?.call(spoofing(headers, query), cookie, {})).toEqual(plain);
  }
  for (const secret of forbiddenTo('outsider', world)) expect(plain?.body).not.toContain(secret);
  expect(plain).toMatchObject({ status: 200 });
});
