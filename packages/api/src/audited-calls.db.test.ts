import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { PASSWORD } from './testing/sweep-case.ts';
import { procedures, routes, sweepTargets, type SweepTarget } from './testing/sweep-targets.ts';
import { openSweepWorld, type Role, type SweepWorld } from './testing/sweep-world.ts';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { quietSide } from './testing/quiet-side.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { startTestStripe } from './testing/test-stripe.ts';

/** Tables that no call needs to answer for, and why. */
const unwatched: Record<string, string> = {
  audit_logs: 'the record itself',
  audit_heads: 'the record itself',
  rate_limits: 'counts every call',
  mail_outbox: 'mails on their way, and what became of them',
  one_time_tokens: 'a link that was asked for changes nothing until it is used',
};

/** Columns that may change without a line, and why. */
const unwatchedColumns: Record<string, string> = {
  last_workspace_id: 'which workspace to open next is a convenience of the person',
  expires_at: 'a session is prolonged by being used',
};

/**
 * Writing calls that leave no audit line: the tables that such a call changes all the same, and why that is right. A
 * call that changes nothing of what is watched has an empty list.
 */
const answering = [
  'conversations',
  'holds',
  'ledger_balances',
  'ledger_journals',
  'messages',
  'quotas',
  'token_usage',
  'turn_parts',
  'turns',
  'usage_daily',
];
const unaudited: Record<string, { changes: string[]; why: string }> = {
  'auth.askLicenceCode': { changes: [], why: 'a code that was asked for changes nothing' },
  'auth.requestReset': { changes: [], why: 'a link that was asked for changes nothing' },
  'chat.recordLocal': {
    changes: ['conversations', 'holds', 'messages', 'token_usage', 'turns', 'usage_daily'],
    why: 'messages and receipts are records of their own',
  },
  'devices.forget': { changes: ['workspace_devices'], why: 'a machine tells of itself again' },
  'devices.report': { changes: ['workspace_devices'], why: 'what a machine tells of itself' },
  'chat.stop': { changes: [], why: 'stopping an answer is part of reading it' },
  'invoices.run': { changes: [], why: 'what it makes and sends leaves lines of its own' },
  'localModels.cancel': { changes: [], why: 'its install left its line' },
  'localModels.pause': { changes: [], why: 'its install left its line' },
  'notices.read': { changes: ['notice_reads'], why: 'a convenience of the person' },
  'workspace.switch': { changes: [], why: 'a convenience of the person' },
  'POST api/chat': { changes: answering, why: 'messages and receipts are records of their own' },
  'POST api/chat/retry': {
    changes: answering,
    why: 'messages and receipts are records of their own',
  },
};

/** Inputs about somebody who belongs to a workspace, where those of the sweep are about somebody who does not. */
const inputs: Record<string, (world: SweepWorld) => Promise<Record<string, unknown>>> = {
  'auth.confirmEmail': async ({ people, members }) => ({
    token: await people.makeLink(members.outsider, 'verify_email'),
  }),
  'auth.signInDesktop': ({ people, members }) => people.makeDesktopCode(members.outsider),
  'auth.resetPassword': async ({ people, members }) => ({
    token: await people.makeLink(members.outsider, 'reset_password'),
    password: PASSWORD,
  }),
};

let house: TestHouse;
let stripe: FakeStripe;
let world: SweepWorld;
let sql: postgres.Sql;
let tables: { name: string; isWalled: boolean }[];
beforeAll(async () => {
  const { stripe: double, rail } = await startTestStripe();
  stripe = double;
  house = await openTestHouse(inject('ownerUrl'), { stripe: rail, local: quietSide });
  world = await openSweepWorld(house);
  sql = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  tables = await sql`
    select c.relname as name, has_table_privilege('geko_system', c.oid, 'select') as "isWalled"
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`;
});
afterAll(async () => {
  await sql.end();
  await world.close();
  await house.close();
  await stripe.close();
});

/** A digest of all rows of every watched table, and how many audit lines there are. */
async function look(): Promise<{ digests: Map<string, string>; lines: number }> {
  const asked = tables.filter(({ name }) => !(name in unwatched));
  const left = `array['${Object.keys(unwatchedColumns).join("','")}']`;
  const query = (isWalled: boolean) =>
    asked
      .filter((table) => table.isWalled === isWalled)
      .map(
        ({
          name,
        }) => `select '${name}' as name, coalesce(md5(string_agg(r, '|' order by r)), '') as digest
          from (select (to_jsonb(t) - ${left})::text as r from ${name} t) rows`,
      )
      .join(' union all ');
  type Row = { name: string; digest: string };
  return sql.begin(async (tx) => {
    const people = await tx.unsafe<Row[]>(query(false));
    await tx`set local role geko_system`;
    const rest = await tx.unsafe<Row[]>(query(true));
    const [found] = await tx<{ n: number }[]>`select count(*)::int as n from audit_logs`;
    const digests = new Map([...people, ...rest].map(({ name, digest }) => [name, digest]));
    return { digests, lines: found?.n ?? 0 };
  });
}

const isWriting = ({ name }: SweepTarget) =>
  procedures[name]?._def.type === 'mutation' || name.startsWith('POST ');
const writing = sweepTargets().filter(isWriting);

/** The outsider owns a company, and so may do in it whatever an owner may. */
const roleFor = ({ may }: SweepTarget): Role => (may === 'operators' ? 'operator' : 'outsider');

test('every writing procedure and route is called, and no exemption is left over', () => {
  const names = [
    ...Object.keys(procedures).filter((name) => procedures[name]?._def.type === 'mutation'),
    // Programs' calls are by key, which the sweep has none of; their receipts are records of their own. What shops and
    // Stripe tell leaves its lines in shop-webhooks.db.test.ts and top-ups.db.test.ts.
    ...routes.filter(
      (name) => name.startsWith('POST ') && !/^POST api\/(?:trpc|v1|webhooks)\//u.test(name),
    ),
  ];
  expect(writing.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  for (const listed of [unaudited, inputs]) {
    expect(Object.keys(listed).filter((name) => !names.includes(name))).toEqual([]);
  }
  const known = tables.map(({ name }) => name);
  expect(Object.keys(unwatched).filter((name) => !known.includes(name))).toEqual([]);
});

test.each(writing)('$name leaves an audit line, or has its exemption', async (target) => {
  const role = roleFor(target);
  const makeInput = inputs[target.name] ?? target.input;
  const input = (await makeInput?.(world, role)) ?? {};
  const { cookie } = await world.signIn(role);
  const before = await look();
  const answer = await target.call(house, cookie, input);
  expect(answer).toMatchObject({ status: 200 });
  const after = await look();
  const changes = [...after.digests].filter(
    ([name, digest]) => before.digests.get(name) !== digest,
  );
  const exemption = unaudited[target.name];
  const found = {
    isAudited: after.lines > before.lines,
    ...(exemption && { changes: changes.map(([name]) => name).toSorted() }),
  };
  expect(found).toEqual(
    exemption ? { isAudited: false, changes: exemption.changes } : { isAudited: true },
  );
  await target.mend?.(world, role);
});
