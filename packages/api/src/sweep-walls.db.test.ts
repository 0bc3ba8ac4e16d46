import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { dropTenancy } from '@geko/db/testing/drop-tenancy';
import { dropWalls } from '@geko/db/testing/drop-walls';
import { watchStatements } from '@geko/db/testing/watch-statements';
import { probe, type Finding, type ProbeSite } from './testing/sweep-probe.ts';
import { sweepTargets, type SweepTarget } from './testing/sweep-targets.ts';
import { openSweepWorld, strangers, type Stranger } from './testing/sweep-world.ts';
import { openTestHouse } from './testing/test-house.ts';

type Walls = { isFiltered: boolean; isWalled: boolean };
type Site = ProbeSite & { sent: Set<string>; close(): Promise<void> };

/** A house of its own, and a server in it that lacks one wall, or both; everybody comes in by another server. */
async function openSite({ isFiltered, isWalled }: Walls): Promise<Site> {
  const house = await openTestHouse(inject('ownerUrl'));
  const world = await openSweepWorld(house, { isFull: true });
  // One connection: who would need a second one while they hold it would wait for ever.
  const server = house.addServer({ maxConnections: 1 });
  const sent = new Set<string>();
  const rewrite = isFiltered ? (text: string) => text : dropTenancy;
  const log = watchStatements(server.pool, {
    rewrite: (text) => {
      const changed = rewrite(text);
      sent.add(changed);
      return changed;
    },
  });
  if (!isWalled) await dropWalls(house.database.ownerUrl);
  return {
    house: { ...house, server, fetch: (path, init) => house.fetch(path, init, server) },
    world,
    log,
    sent,
    close: async () => {
      await world.close();
      await house.close();
    },
  };
}

async function probeAll(site: Site, target: SweepTarget, roles: readonly Stranger[]) {
  const victim = (target.ids.length > 0 && (await target.input?.(site.world, 'owner'))) || {};
  const findings: Finding[] = [];
  for (const role of roles) findings.push(...(await probe(site, target, role, victim)));
  return findings;
}

/** Operators may see all through some procedures; they are nobody's strangers there. */
const targets = sweepTargets().filter(({ may }) => may !== 'operators');

/** A condition on whose a row is, in whatever form: written apart from what takes them out, to judge it. */
const CONDITION =
  /(?<!\w)(?:tenant_id|workspace_id)"?\s*(?:[=<>]|!=|in\b|is\b)|[=<>]\s*(?:"?\w+"?\.)?"?(?:tenant_id|workspace_id)\b|(?<!\w)(?:tenants|workspaces)"?\."?id"?\s*(?:[=<>]|in\b)/iu;

/** Where operators have no say they are outsiders. */
const knocking = strangers.filter((role) => role !== 'operator');

describe('without the filters of the application', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isFiltered: false, isWalled: true });
  });
  afterAll(() => site.close());

  test.each(targets)('row-level security alone keeps strangers out of $name', async (target) => {
    expect(await probeAll(site, target, knocking)).toEqual([]);
  });

  test('indeed no statement that was sent said whose rows it is about', () => {
    const texts = [...site.sent];
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => CONDITION.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes('is null or true)')).length).toBeGreaterThan(30);
  });
});

describe('without row-level security', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isFiltered: true, isWalled: false });
  });
  afterAll(() => site.close());

  test.each(targets)(
    "the application's filters alone keep strangers out of $name",
    async (target) => {
      expect(await probeAll(site, target, knocking)).toEqual([]);
    },
  );

  test('indeed anybody sees everything there', async () => {
    const { rows } = await site.house.database.pool.query<{ id: string }>(
      'select id from workspaces',
    );
    expect(rows.length).toBeGreaterThan(strangers.length);
  });
});

/** What the sweep finds when neither wall stands; what does away with whole tables comes last. */
const damage: Record<string, string> = {
  'audit.list': 'a leak',
  'POST api/audit/export': 'a leak',
  'chat.list': 'a leak',
  'chat.get': 'a leak',
  'GET api/chat/turns/[turn]/stream': 'a leak',
  'auth.me': 'a leak',
  'invitations.list': 'a leak',
  'members.list': 'a leak',
  'members.permissions': 'a leak',
  'roles.list': 'a leak',
  'usage.receipts': 'a leak',
  'POST api/usage/export': 'a leak',
  'workspace.list': 'a leak',
  'chat.rename': 'a change',
  'chat.remove': 'a change',
  'chat.restore': 'a change',
  'chat.stop': 'other work',
  'POST api/chat/retry': 'other work',
  'invitations.byEmail': 'another answer',
  'invitations.byLink': 'another answer',
  'invitations.resend': 'a change',
  'invitations.revoke': 'a change',
  'roles.update': 'another answer',
  'roles.remove': 'a change',
  'workspace.rename': 'a change by what is their own',
  'members.changeRole': 'another answer',
  'members.remove': 'a change',
  'members.leave': 'a change by what is their own',
};

test('without both, the same sweep finds leaks and damage: it would have seen them', async () => {
  const site = await openSite({ isFiltered: false, isWalled: false });
  const found: Record<string, string> = {};
  try {
    for (const [name, expected] of Object.entries(damage)) {
      const target = targets.find((each) => each.name === name);
      if (!target) throw new Error(`${name} is gone`);
      const whats = (await probeAll(site, target, ['outsider'])).map(({ what }) => what);
      found[name] = whats.includes(expected) ? expected : whats.join(', ');
    }
  } finally {
    await site.close();
  }
  expect(found).toEqual(damage);
});
