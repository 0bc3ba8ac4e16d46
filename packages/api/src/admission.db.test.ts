import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { LimitTrace } from '@geko/contracts/errors';
import type { Explanation } from '@geko/contracts/policy';
import type { LotKind } from '@geko/contracts/wallet';
import { limits, quotas, tenantLimits } from '@geko/db/schema/limits';
import { creditLots, tokenUsage } from '@geko/db/schema/money';
import { addLot } from '@geko/services/wallet/add-lot';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

/** Of the free tier: included in Free and Pro, charged on paygo and out of the wallet. */
const MODEL = 'gpt-5.4-nano';
const PREMIUM = 'gpt-5';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

type SetLimit = Partial<typeof limits.$inferInsert> & Pick<typeof limits.$inferInsert, 'cap'>;

/** A limit that somebody has set in a workspace in which nothing was used yet. */
async function limit(person: TestPerson, facts: SetLimit): Promise<string> {
  const id = randomUUID();
  await house.inWorkspaceOf(person, (tx) =>
    tx.insert(limits).values({
      tenantId: sql`context_tenant()`,
      workspaceId: person.workspaceId,
      id,
      subjectKind: 'workspace',
      subjectId: '',
      meter: 'tokens',
      period: 'month',
      overflow: 'block',
      createdBy: person.userId,
      createdAt: new Date(),
      ...facts,
    }),
  );
  return id;
}

/** The plan's tokens of this month, as good as used up. */
async function useUp(person: TestPerson, left = 0n): Promise<void> {
  await send(person);
  await house.inWorkspaceOf(person, (tx) =>
    tx
      .update(quotas)
      .set({ used: 50_000n - left })
      .where(sql`${quotas.subject} = 'plan' and ${quotas.meter} = 'tokens'`),
  );
}

async function grant(
  person: TestPerson,
  facts: { amountNano: bigint; kind?: LotKind; expiresAt?: Date },
): Promise<string> {
  const id = randomUUID();
  await house.inWorkspaceOf(person, async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`select context_tenant() as id`);
    await addLot(
      {
        tx,
        tenantId: rows[0]?.id ?? '',
        workspaceId: person.workspaceId,
        now: new Date(),
        newId: randomUUID,
      },
      { id, kind: 'bonus', expiresAt: null, grantedBy: null, ...facts },
    );
  });
  return id;
}

const ask = (person: TestPerson, modelId = MODEL, text = 'Hello [[fake: reply=20 delay=0]]') => ({
  ...newMessage(person, text),
  modelId,
});

/** Sends a message, waits for its end, and returns its receipt's row. */
async function send(person: TestPerson, modelId = MODEL) {
  const body = ask(person, modelId);
  const stream = await readStream(await postAs(house, person, { body }));
  expect(stream.isComplete).toBe(true);
  const rows = await house.inWorkspaceOf(person, (tx) => tx.select().from(tokenUsage));
  const row = rows.find(({ id }) => id === body.message.id);
  if (!row) throw new Error('no receipt');
  return row;
}

const refuse = async (person: TestPerson, modelId = MODEL) =>
  refusalOf(await postAs(house, person, { body: ask(person, modelId) }));

const names = (trace: LimitTrace[] | undefined) =>
  trace?.filter(({ isExceeded }) => isExceeded).map(({ name }) => name);

const lotsOf = (person: TestPerson) =>
  house.inWorkspaceOf(person, (tx) =>
    tx.select().from(creditLots).orderBy(creditLots.priority, creditLots.expiresAt, creditLots.id),
  );

test('what the plan includes is used first, and then the wallet, at its markup', async () => {
  const person = await registerPerson(house);
  await grant(person, { amountNano: 1_000_000_000n });
  expect(await send(person)).toMatchObject({ funding: 'included', chargeNano: 0n, markupBps: 0 });
  await useUp(person);
  const paid = await send(person);
  expect(paid).toMatchObject({ funding: 'credits', markupBps: 1500 });
  expect(paid.chargeNano).toBeGreaterThan(0n);
  expect(Number(paid.chargeNano) / Number(paid.costNano)).toBeCloseTo(1.15, 3);
  expect(await lotsOf(person)).toMatchObject([
    { remainingNano: 1_000_000_000n - paid.chargeNano, heldNano: 0n },
  ]);
  const plan = await house.inWorkspaceOf(person, (tx) =>
    tx
      .select()
      .from(quotas)
      .where(sql`${quotas.subject} = 'plan' and ${quotas.meter} = 'tokens'`),
  );
  expect(plan).toMatchObject([{ used: 50_000n, held: 0n }]);
});

test('lots are spent by priority, then by the soonest expiry; expired ones are not spent', async () => {
  const person = await registerPerson(house);
  await useUp(person);
  const soon = new Date(Date.now() + 86_400_000);
  const later = new Date(Date.now() + 2 * 86_400_000);
  await grant(person, { amountNano: 1_000_000_000n, kind: 'purchased' });
  await grant(person, { amountNano: 1_000n, kind: 'bonus', expiresAt: later });
  await grant(person, { amountNano: 1_000n, kind: 'bonus', expiresAt: soon });
  await grant(person, { amountNano: 500n, kind: 'trial' });
  await grant(person, {
    amountNano: 1_000_000_000n,
    kind: 'trial',
    expiresAt: new Date(Date.now() - 1_000),
  });
  const { chargeNano } = await send(person);
  expect(chargeNano).toBeGreaterThan(2_500n);
  const lots = await lotsOf(person);
  expect(lots.map(({ kind, remainingNano }) => `${kind} ${remainingNano}`)).toEqual([
    'trial 1000000000',
    'trial 0',
    'bonus 0',
    'bonus 0',
    `purchased ${1_000_000_000n + 2_500n - chargeNano}`,
  ]);
});

test('an answer is never longer than the wallet can pay; an empty one is 402 only after it held something', async () => {
  const person = await registerPerson(house);
  await useUp(person);
  const quota = await refuse(person);
  expect(quota).toMatchObject({ status: 429, error: { code: 'QUOTA_EXCEEDED' } });
  await grant(person, { amountNano: 30_000n });
  await readStream(
    await postAs(house, person, {
      body: ask(person, MODEL, 'Write on and on [[fake: reply=4000 delay=0]]'),
    }),
  );
  const [lot] = await lotsOf(person);
  expect(lot?.heldNano).toBe(0n);
  expect(lot?.remainingNano).toBeLessThan(3_000n);
  const empty = await refuse(person);
  expect(empty).toMatchObject({ status: 402, error: { code: 'CREDITS_EXHAUSTED' } });
});

test('paygo spends credit before it makes an invoice, each at its own markup', async () => {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  expect(await send(person, PREMIUM)).toMatchObject({ funding: 'postpaid', markupBps: 5000 });
  await grant(person, { amountNano: 5_000_000_000n });
  expect(await send(person, PREMIUM)).toMatchObject({ funding: 'credits', markupBps: 1500 });
});

test('a budget stops at its cap with 402, and names itself, who may raise it, and nothing else', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const member = await joinAs(house, owner, 'editor');
  const limitId = await limit(owner, { cap: 2_000_000n, meter: 'charge' });
  let refused = 0;
  for (let n = 0; n < 40 && refused === 0; n += 1) {
    const response = await postAs(house, owner, { body: ask(owner, PREMIUM) });
    if (response.status === 402) refused += 1;
    else await readStream(response);
  }
  expect(refused).toBe(1);
  const rows = await house.inWorkspaceOf(owner, (tx) => tx.select().from(tokenUsage));
  const charged = rows.reduce((sum, { chargeNano }) => sum + chargeNano, 0n);
  expect(charged).toBeLessThanOrEqual(2_000_000n);
  const byOwner = await refuse(owner, PREMIUM);
  expect(byOwner.error.code).toBe('BUDGET_EXCEEDED');
  expect(names(byOwner.error.trace)).toEqual(['workspace.charge']);
  expect(byOwner.error.trace?.[0]).toMatchObject({ setBy: 'workspace', limitId, cap: 2_000_000 });
  expect(byOwner.error.remedies?.map(({ kind }) => kind)).toContain('raise_limit');
  expect(byOwner.headers.get('retry-after')).toBeNull();
  const byMember = await refuse(member, PREMIUM);
  expect(byMember.error.remedies).toContainEqual({ kind: 'ask_admin', limitId });
});

test('a limit on each member is each one’s own; a member’s own limit takes its place', async () => {
  const owner = await registerPerson(house);
  const member = await joinAs(house, owner, 'editor');
  await limit(owner, { cap: 1n, meter: 'requests', subjectKind: 'each_member' });
  await send(owner);
  expect(names((await refuse(owner)).error.trace)).toEqual(['member.requests']);
  await send(member);
  expect((await refuse(member)).status).toBe(429);
  await limit(owner, {
    cap: 2n,
    meter: 'requests',
    subjectKind: 'member',
    subjectId: member.userId,
  });
  await send(member);
  expect((await refuse(member)).status).toBe(429);
});

test('a limit on a model leaves others, and offers one of them', async () => {
  const owner = await registerPerson(house);
  await limit(owner, { cap: 0n, meter: 'requests', subjectKind: 'model', subjectId: MODEL });
  const { error } = await refuse(owner);
  expect(names(error.trace)).toEqual([`model.${MODEL}.requests`]);
  const other = error.remedies?.find(({ kind }) => kind === 'switch_model');
  if (other?.kind !== 'switch_model') throw new Error('no other model was offered');
  await send(owner, other.modelId);
});

test('a limit on the company counts in all of its workspaces', async () => {
  const owner = await registerPerson(house);
  const { data } = await owner.mutate<{ id: string }>('workspace.create', {
    workspaceId: owner.workspaceId,
    name: 'Second',
  });
  const second = { ...owner, workspaceId: data.id };
  await house.inWorkspaceOf(owner, (tx) =>
    tx.insert(tenantLimits).values({
      tenantId: sql`context_tenant()`,
      id: randomUUID(),
      meter: 'requests',
      cap: 2n,
      period: 'day',
      overflow: 'block',
      createdBy: owner.userId,
      createdAt: new Date(),
    }),
  );
  await send(owner);
  await send(second);
  for (const place of [owner, second]) {
    const { error } = await refuse(place);
    expect(error.trace?.[0]).toMatchObject({
      name: 'tenant.requests.day',
      setBy: 'tenant',
      used: 2,
    });
    expect(error.remedies?.map(({ kind }) => kind)).toEqual(['raise_limit', 'wait']);
  }
});

test('a limit that only warns stops nobody, and what falls through to credit is paid by it', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'pro');
  await limit(owner, { cap: 0n, meter: 'requests', overflow: 'allow' });
  expect(await send(owner)).toMatchObject({ funding: 'included' });
  await limit(owner, { cap: 0n, meter: 'tokens', overflow: 'credits' });
  expect((await refuse(owner)).status).toBe(429);
  await grant(owner, { amountNano: 1_000_000_000n });
  expect(await send(owner)).toMatchObject({ funding: 'credits' });
});

test('explain says what a send then does, and changes nothing', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const input = { workspaceId: owner.workspaceId, modelId: PREMIUM, text: 'Hello' };
  const explain = async () => (await owner.query<Explanation>('policy.explain', input)).data;
  const before = await explain();
  expect(before).toMatchObject({ funding: 'postpaid', refusal: null, markupBps: 5000 });
  expect(BigInt(before.charge?.p90Nano ?? 0)).toBeGreaterThan(BigInt(before.charge?.p50Nano ?? 0));
  expect(await explain()).toEqual(before);
  const held = await house.inWorkspaceOf(owner, (tx) => tx.select().from(quotas));
  expect(held).toEqual([]);
  await limit(owner, { cap: 100n, meter: 'charge' });
  expect(await explain()).toMatchObject({
    funding: null,
    refusal: { code: 'BUDGET_EXCEEDED' },
    trace: [{ name: 'workspace.charge', isExceeded: true }],
  });
  expect((await refuse(owner, PREMIUM)).error.code).toBe('BUDGET_EXCEEDED');
});

test('a limit with an anchor and another zone counts in its own periods', async () => {
  const owner = await registerPerson(house);
  const anchorAt = new Date(Date.now() - 3 * 86_400_000);
  await limit(owner, { cap: 1n, meter: 'requests', period: 'week', anchorAt });
  await send(owner);
  const { error } = await refuse(owner);
  const resetsAt = Date.parse(error.trace?.[0]?.resetsAt ?? '');
  expect(Math.abs(resetsAt - anchorAt.getTime() - 7 * 86_400_000)).toBeLessThan(2_000);
});
