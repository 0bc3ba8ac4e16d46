import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Explanation } from '@geko/contracts/policy';
import type { Quota, ReceiptPage } from '@geko/contracts/usage';
import { inTenant } from '@geko/db/client';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const IDLE_MS = 300;

let house: TestHouse;
let person: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: IDLE_MS });
  person = await registerPerson(house);
});
afterAll(() => house.close());

const message = (text: string) => newMessage(person, text);

const chat = (body: unknown, headers: Record<string, string> = {}, path = '/api/chat') =>
  postAs(house, person, { body, headers, path });

const send = async (text: string, change: object = {}) =>
  refusalOf(await chat({ ...message(text), ...change }));

describe('models, limits and providers', () => {
  const upgrade = () => `/w/${person.workspaceId}/settings?tab=plan`;

  test.each([
    ['unknown', 'no-such-model', 'MODEL_UNKNOWN'],
    ['locked', 'gpt-5.2', 'MODEL_LOCKED'],
  ])('an %s model is 403 with the way to upgrade', async (_, modelId, code) => {
    const conversationId = randomUUID();
    const { status, headers, error } = await send('hi', { modelId, conversationId });
    expect({ status, code: error.code, field: error.field }).toEqual({
      status: 403,
      code,
      field: 'modelId',
    });
    expect(error.remedies).toContainEqual({ kind: 'upgrade', url: upgrade(), planId: 'paygo' });
    expect(headers.get('x-upgrade-url')).toBe(upgrade());
    const left = await person.query('chat.get', {
      workspaceId: person.workspaceId,
      conversationId,
    });
    expect(left.status).toBe(404);
  });

  test('a model that the workspace switched off is 403', async () => {
    const change = (isEnabled: boolean) =>
      person.mutate('models.setEnabled', {
        workspaceId: person.workspaceId,
        modelId: MODEL_ID,
        isEnabled,
      });
    expect((await change(false)).status).toBe(200);
    expect(await send('hi')).toMatchObject({ status: 403, error: { code: 'MODEL_DISABLED' } });
    expect((await change(true)).status).toBe(200);
  });

  test.each([
    ['hang', IDLE_MS, 5_000],
    ['500', 0, 5_000],
    ['reset-before', 0, 5_000],
  ])(
    'a provider that answers with %s is 502, and nothing is charged for nothing',
    async (fault, least, most) => {
      const someone = await registerPerson(house);
      const startedAt = performance.now();
      const body = { ...message(`hi [[fake: fault=${fault}]]`), workspaceId: someone.workspaceId };
      const refusal = await refusalOf(await someone.post('/api/chat', body));
      const tookMs = performance.now() - startedAt;
      expect(refusal).toMatchObject({
        status: 502,
        error: { code: 'PROVIDER_FAILED', remedies: [{ kind: 'retry' }] },
      });
      expect(tookMs).toBeGreaterThanOrEqual(least);
      expect(tookMs).toBeLessThan(most);
      const { workspaceId } = someone;
      const quota = await someone.query<Quota>('usage.quota', { workspaceId });
      expect(quota.data.limits.map(({ used, held }) => ({ used, held }))).toEqual(
        quota.data.limits.map(() => ({ used: 0, held: 0 })),
      );
      const receipts = await someone.query<ReceiptPage>('usage.receipts', { workspaceId });
      expect(receipts.data.items.map(({ chargeNano }) => chargeNano)).toEqual(['0']);
      // The same conversation can go on at once.
      const again = await someone.post('/api/chat', {
        ...body,
        message: { id: randomUUID(), text: SHORT },
      });
      expect(again.status).toBe(200);
      await again.text();
    },
  );

  test('a provider that is not there at all is 502, with nothing charged and nothing held', async () => {
    const someone = await registerPerson(house);
    const { workspaceId } = someone;
    // Nothing listens on port 1.
    const server = house.addServer({ providerUrl: 'http://127.0.0.1:1' });
    const refusal = await refusalOf(
      await someone.post('/api/chat', newMessage(someone, 'hi'), { server }),
    );
    expect(refusal).toMatchObject({
      status: 502,
      error: { code: 'PROVIDER_FAILED', remedies: [{ kind: 'retry' }] },
    });
    const quota = await someone.query<Quota>('usage.quota', { workspaceId });
    expect(quota.data.limits.map(({ used, held }) => used + held)).toEqual([0, 0]);
    const receipts = await someone.query<ReceiptPage>('usage.receipts', { workspaceId });
    expect(receipts.data.items).toMatchObject([{ costNano: '0', chargeNano: '0', totalTokens: 0 }]);
  });

  test('a limit that is used up is 429 with its trace, its reset and the ways on', async () => {
    const someone = await registerPerson(house);
    const { workspaceId } = someone;
    const body = () => ({ ...message(SHORT), workspaceId });
    const first = await someone.post('/api/chat', body());
    expect(first.status).toBe(200);
    await first.text();
    const { rows } = await house.database.db.execute<{ tenant: string }>(
      sql`select system.tenant_of(${workspaceId}::uuid) as tenant`,
    );
    const place = { tenantId: rows[0]?.tenant ?? '', workspaceId, userId: someone.userId };
    await inTenant(house.database.db, place, (tx) =>
      tx.execute(sql`update quotas set used = 49990 where subject = 'plan' and meter = 'tokens'`),
    );
    const refused = body();
    const { status, headers, error } = await refusalOf(await someone.post('/api/chat', refused));
    expect({ status, code: error.code }).toEqual({ status: 429, code: 'QUOTA_EXCEEDED' });
    const exceeded = error.trace?.filter((limit) => limit.isExceeded);
    expect(exceeded).toMatchObject([
      {
        name: 'workspace.tokens',
        meter: 'tokens',
        period: 'month',
        setBy: 'plan',
        limitId: null,
        overflow: 'credits',
        used: 49_990,
        held: 0,
        cap: 50_000,
      },
    ]);
    expect(error.trace).toHaveLength(3);
    expect(error.trace?.[0]?.isExceeded).toBe(true);
    const now = new Date();
    const reset = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
    expect(exceeded?.[0]?.resetsAt).toBe(reset);
    expect(error.remedies).toEqual([
      { kind: 'upgrade', url: `/w/${workspaceId}/settings?tab=plan`, planId: 'paygo' },
      { kind: 'wait', until: reset },
    ]);
    expect(headers.get('x-upgrade-url')).toBe(`/w/${workspaceId}/settings?tab=plan`);
    const seconds = Number(headers.get('retry-after'));
    expect(Math.abs(Date.parse(reset) - Date.now() - seconds * 1000)).toBeLessThan(60_000);
    const calls = house.provider.log.entries().length;
    expect((await someone.post('/api/chat', refused)).status).toBe(429);
    expect(house.provider.log.entries()).toHaveLength(calls);
    const left = await someone.query('chat.get', {
      workspaceId,
      conversationId: refused.conversationId,
    });
    expect(left.status).toBe(404);
  });

  test('what a long message would meet is asked by POST, refusal and all', async () => {
    const someone = await registerPerson(house);
    const { workspaceId } = someone;
    const text = 'word '.repeat(20_000);
    const explain = (modelId: string) =>
      someone.mutate<Explanation>('policy.explain', { workspaceId, modelId, text });
    expect((await explain('gpt-5.2')).data).toMatchObject({
      funding: null,
      refusal: { code: 'MODEL_LOCKED' },
    });
    const open = (await explain(MODEL_ID)).data;
    expect(open).toMatchObject({ funding: 'included', refusal: null, output: { samples: 0 } });
    expect(open.inputTokens).toBeGreaterThan(20_000);
  });
});
