import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { auditLogs } from '@geko/db/schema/operations';
import { openAuditWorld, type AuditWorld } from './testing/audit-world.ts';
import { writeAccountAudit, writeAuditLine } from './write-audit.ts';

let world: AuditWorld;
beforeAll(async () => {
  world = await openAuditWorld(inject('ownerUrl'));
});
afterAll(() => world.close());

/** A tenant with so many lines. */
async function chain(lines = 6) {
  const place = await world.openPlace();
  await world.write(place, lines);
  return place;
}

const problemsOf = async (tenantId: string) =>
  (await world.verify(tenantId)).problems.map((line) => line.replace(`tenant ${tenantId}: `, ''));

describe('the chain', () => {
  test('is whole as it is written, whatever stands in its lines', async () => {
    const place = await world.openPlace();
    const { userId, ...where } = place;
    const odd = [
      { userAgent: null, address: null },
      { userAgent: '', address: '' },
      { userAgent: 'Gecko ✓ ö 😀 \u202E\u0301', address: '2001:db8::1' },
      { userAgent: "'; drop table audit_logs; --", address: '-1:a-' },
      { userAgent: 'x'.repeat(100_000), address: '1:2' },
      { userAgent: '\n\r\t\u0001', address: '-' },
    ];
    for (const [index, facts] of odd.entries()) {
      await inTenant(world.database.db, place, (tx) =>
        tx.insert(auditLogs).values({
          ...where,
          ...facts,
          id: randomUUID(),
          actorId: userId,
          action: `odd ${index} ü`,
          objectKind: '',
          objectId: '',
          before: index % 2 === 0 ? null : '',
          after: index % 2 === 0 ? '' : null,
          requestId: 'ß'.repeat(index * 100),
          createdAt: new Date(index === 0 ? -1 : index * 1_234_567_891_011),
        }),
      );
    }
    const { problems, lines, heads } = await world.verify(place.tenantId);
    expect(problems).toEqual([]);
    expect(lines).toBe(odd.length);
    expect(heads).toMatchObject([{ tenantId: place.tenantId, seq: BigInt(odd.length) }]);
    const [last] = await world.read<{ hash: string }>(
      `select hash from audit_logs where tenant_id = $1 order by seq desc limit 1`,
      [place.tenantId],
    );
    expect(last?.hash).toBe(heads[0]?.hash);
  });

  test('is one for all workspaces of a tenant, and starts at 1', async () => {
    const other = await chain(2);
    const one = await world.openPlace();
    const two = await world.openPlace({ tenantId: one.tenantId });
    for (const place of [one, two, one, two]) await world.write(place, 1);
    const rows = await world.read(
      `select workspace_id, seq::int from audit_logs where tenant_id = $1 order by seq`,
      [one.tenantId],
    );
    expect(rows).toEqual(
      [one, two, one, two].map(({ workspaceId }, index) => ({
        workspace_id: workspaceId,
        seq: index + 1,
      })),
    );
    for (const { tenantId } of [one, other]) expect(await problemsOf(tenantId)).toEqual([]);
  });

  test('stays whole when many write at once, to two tenants in either order', async () => {
    const one = await world.openPlace();
    const two = await world.openPlace({ userId: one.userId });
    const request = { requestId: 'race', address: null, userAgent: null };
    const accountLines = () =>
      world.database.db.transaction((tx) =>
        writeAccountAudit(
          { tx, userId: one.userId, actorId: null, now: new Date(), newId: randomUUID, request },
          { action: 'account.sign_in' },
        ),
      );
    await Promise.all([
      ...Array.from({ length: 40 }, accountLines),
      ...[one, two].flatMap((place) => Array.from({ length: 15 }, () => world.write(place, 2))),
    ]);
    for (const { tenantId } of [one, two]) {
      expect(await world.verify(tenantId)).toMatchObject({ lines: 70, problems: [] });
    }
  });

  test('serves one transaction at a time, and does not hold up the other tenants', async () => {
    const [one, two] = [await chain(1), await chain(1)];
    const done: string[] = [];
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const { promise: isWritten, resolve: written } = Promise.withResolvers<void>();
    const { userId: actorId, ...where } = one;
    const request = { requestId: 'slow', address: null, userAgent: null };
    const slow = inTenant(world.database.db, one, async (tx) => {
      const place = { ...where, tx, actorId, now: new Date(), newId: randomUUID, request };
      await writeAuditLine(place, { action: 'workspace.rename', objectId: one.workspaceId });
      written();
      await isOver;
      done.push('slow');
    });
    await isWritten;
    const same = world.write(one, 1).then(() => done.push('same'));
    await world.write(two, 1).then(() => done.push('other'));
    end();
    await Promise.all([slow, same]);
    expect(done).toEqual(['other', 'slow', 'same']);
    expect(await world.verify(one.tenantId)).toMatchObject({ lines: 3, problems: [] });
  });

  test('runs on after a transaction that failed', async () => {
    const place = await chain(2);
    const failed = inTenant(world.database.db, place, async (tx) => {
      const { userId, ...where } = place;
      await tx.insert(auditLogs).values({
        ...where,
        id: randomUUID(),
        actorId: userId,
        action: 'x',
        objectKind: 'x',
        objectId: 'x',
        requestId: 'x',
        createdAt: new Date(),
      });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await world.write(place, 1);
    expect(await world.verify(place.tenantId)).toMatchObject({ lines: 3, problems: [] });
  });

  test('is read in portions', async () => {
    const { tenantId } = await chain(1);
    await world.bend(`insert into audit_logs (tenant_id, workspace_id, id, seq, actor_id, action, object_kind, object_id,
        request_id, created_at)
      select tenant_id, workspace_id, gen_random_uuid(), n, actor_id, action, object_kind, object_id, request_id, created_at
      from audit_logs, generate_series(2, 2500) n where tenant_id = '${tenantId}';
      do $$
      declare line audit_logs; previous text;
      begin
        select hash into previous from audit_logs where tenant_id = '${tenantId}' and seq = 1;
        for line in select * from audit_logs where tenant_id = '${tenantId}' and seq > 1 order by seq loop
          previous := audit_hash(line, previous);
          update audit_logs set hash = previous where tenant_id = line.tenant_id and seq = line.seq;
        end loop;
        update audit_heads set last_seq = 2500, last_hash = previous where tenant_id = '${tenantId}';
      end $$`);
    expect(await world.verify(tenantId)).toMatchObject({ lines: 2_500, problems: [] });
    await world.bend(`delete from audit_logs where tenant_id = '${tenantId}' and seq = 1001`);
    expect(await problemsOf(tenantId)).toEqual(['line 1001 is missing']);
  });
});

const bent = (seq: number) => `line ${seq} or the one before it is not as it was written`;
const swap = (columns: string) => `
  update audit_logs a set (${columns}) = (select ${columns} from audit_logs b
    where b.tenant_id = a.tenant_id and b.seq = 7 - a.seq) where tenant_id = TENANT and seq in (3, 4)`;

/** What the owner of the database could do to a chain of six lines, and what is then said. TENANT = its tenant. */
const forgeries: [what: string, statements: string, problems: string[]][] = [
  ...[
    `id = gen_random_uuid()`,
    `actor_id = gen_random_uuid()`,
    `action = 'workspace.remove'`,
    `object_kind = 'member'`,
    `object_id = 'another'`,
    `before = null`,
    `after = ''`,
    `address = '::2'`,
    `user_agent = null`,
    `request_id = 'testing'`,
    `created_at = created_at - interval '1 millisecond'`,
    `created_at = created_at + interval '1 microsecond'`,
  ].map((change): [string, string, string[]] => [
    `a line with ${change}`,
    `update audit_logs set ${change} where tenant_id = TENANT and seq = 3`,
    [bent(3)],
  ]),
  [
    'a line and its hash',
    `update audit_logs set hash = repeat('a', 64) where tenant_id = TENANT and seq = 3`,
    [bent(3), bent(4)],
  ],
  [
    'the hash of the last line',
    `update audit_logs set hash = repeat('a', 64) where tenant_id = TENANT and seq = 6`,
    [bent(6), 'line 6 is not the one that the chain ended with'],
  ],
  [
    'a line taken from the middle',
    `delete from audit_logs where tenant_id = TENANT and seq = 3`,
    ['line 3 is missing'],
  ],
  [
    'a line taken and the rest moved up',
    `delete from audit_logs where tenant_id = TENANT and seq = 3;
     update audit_logs set seq = -(seq - 1) where tenant_id = TENANT and seq > 3;
     update audit_logs set seq = -seq where tenant_id = TENANT and seq < 0;
     update audit_heads set last_seq = 5 where tenant_id = TENANT`,
    [bent(3), bent(4), bent(5)],
  ],
  [
    'the first lines taken',
    `delete from audit_logs where tenant_id = TENANT and seq <= 2`,
    ['lines 1 to 2 are missing'],
  ],
  [
    'the first lines taken as if by retention',
    `update audit_heads h set expired_seq = 2, expired_hash =
       (select hash from audit_logs a where a.tenant_id = h.tenant_id and seq = 2) where tenant_id = TENANT;
     delete from audit_logs where tenant_id = TENANT and seq <= 2`,
    ['lines 1 to 2 went, and no line says that their time had come'],
  ],
  [
    'the tail taken',
    `delete from audit_logs where tenant_id = TENANT and seq >= 5`,
    ['lines 5 to 6 are missing at the end'],
  ],
  [
    'everything taken',
    `delete from audit_logs where tenant_id = TENANT`,
    ['lines 1 to 6 are missing at the end'],
  ],
  [
    'two lines in each other’s place',
    `update audit_logs set seq = -(7 - seq) where tenant_id = TENANT and seq in (3, 4);
     update audit_logs set seq = -seq where tenant_id = TENANT and seq < 0`,
    [bent(3), bent(4), bent(5)],
  ],
  ['what two lines say swapped', swap('before, after'), [bent(3), bent(4)]],
  [
    'a line put after the end',
    `insert into audit_logs select tenant_id, workspace_id, gen_random_uuid(), actor_id, action, object_kind, object_id,
       before, after, address, user_agent, request_id, created_at, 7, hash
       from audit_logs where tenant_id = TENANT and seq = 6`,
    [bent(7), 'line 7 stands after the end'],
  ],
  [
    'a line put between two',
    `update audit_logs set seq = -(seq + 1) where tenant_id = TENANT and seq > 3;
     update audit_logs set seq = -seq where tenant_id = TENANT and seq < 0;
     insert into audit_logs select tenant_id, workspace_id, gen_random_uuid(), actor_id, action, object_kind, object_id,
       before, after, address, user_agent, request_id, created_at, 4, hash
       from audit_logs where tenant_id = TENANT and seq = 3;
     update audit_heads set last_seq = 7 where tenant_id = TENANT`,
    [bent(4), bent(5), bent(6), bent(7)],
  ],
  [
    'the head forgotten',
    `delete from audit_heads where tenant_id = TENANT`,
    ['where the chain ends is not on record'],
  ],
];

describe('forgeries by whoever owns the database', () => {
  test.each(forgeries)('%s', async (_, statements, problems) => {
    const other = await chain(2);
    const { tenantId } = await chain();
    expect(await problemsOf(tenantId)).toEqual([]);
    await world.bend(statements.replaceAll('TENANT', `'${tenantId}'`));
    expect(await problemsOf(tenantId)).toEqual(problems);
    expect(await problemsOf(other.tenantId)).toEqual([]);
  });

  /** What leaves a chain that agrees with itself. */
  const rewritten: [string, string, string][] = [
    [
      'the tail taken and the head set back',
      `delete from audit_logs where tenant_id = TENANT and seq >= 5;
       update audit_heads h set last_seq = 4, last_hash =
         (select hash from audit_logs a where a.tenant_id = h.tenant_id and seq = 4) where tenant_id = TENANT`,
      'line 6 of an anchor is not there',
    ],
    [
      'a line changed and all hashes after it made anew',
      `update audit_logs set after = 'nothing' where tenant_id = TENANT and seq = 3;
       do $$ declare line audit_logs; previous text := '';
       begin
         for line in select * from audit_logs where tenant_id = TENANT order by seq loop
           previous := audit_hash(line, previous);
           update audit_logs set hash = previous where tenant_id = line.tenant_id and seq = line.seq;
         end loop;
         update audit_heads set last_hash = previous where tenant_id = TENANT;
       end $$`,
      'line 6 has another hash than the anchor',
    ],
    [
      'no trace left',
      `delete from audit_logs where tenant_id = TENANT; delete from audit_heads where tenant_id = TENANT`,
      'line 6 of an anchor is not there',
    ],
  ];

  test.each(rewritten)('%s: only what was kept elsewhere tells', async (_, statements, problem) => {
    const { tenantId } = await chain();
    const { heads } = await world.verify(tenantId);
    await world.bend(statements.replaceAll('TENANT', `'${tenantId}'`));
    expect((await world.verify(tenantId)).problems).toEqual([]);
    const { problems } = await world.verify(tenantId, heads);
    expect(problems).toEqual([`tenant ${tenantId}: ${problem}`]);
  });

  test('an anchor of a tenant that is not there', async () => {
    const gone = { tenantId: randomUUID(), seq: 1n, hash: 'a'.repeat(64) };
    const { tenantId } = await chain(1);
    expect((await world.verify(tenantId, [gone])).problems).toEqual([
      `tenant ${gone.tenantId}: there is no such tenant, and an anchor of it`,
    ]);
  });
});
