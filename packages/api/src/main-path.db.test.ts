import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import postgres from 'postgres';
import type { ConversationDetail } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import type { Quota, UsageReport } from '@geko/contracts/usage';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

test('a stranger registers, chats, and sees tokens, cost and quota change', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const conversationId = randomUUID();
  const message = { id: randomUUID(), text: 'Hello [[fake: reply=40 delay=2]]' };
  const send = { workspaceId, conversationId, modelId: 'gpt-5-nano', message };

  const response = await person.post('/api/chat', send);
  expect(response.status).toBe(200);
  const stream = await readStream(response);
  expect(stream.isComplete).toBe(true);
  const receipt = stream.chunks.find((chunk) => chunk.type === 'data-receipt')?.data as Receipt;
  const [logged] = house.provider.log.entries();
  expect(stream.text).toBe(logged?.text);
  expect(receipt.usage.outputTokens).toBe(40);
  expect(receipt.usage.inputTokens).toBe(logged?.promptTokens);
  expect(receipt.isEstimated).toBe(false);
  const cost = BigInt(receipt.usage.inputTokens ?? 0) * 50n + 40n * 400n;
  expect(receipt.costNano).toBe(cost.toString());
  expect(receipt.chargeNano).toBe('0');

  const detail = await person.query<ConversationDetail>('chat.get', {
    workspaceId,
    conversationId,
  });
  expect(detail.data.messages.map((m) => m.text)).toEqual([message.text, stream.text]);
  expect(detail.data.messages[1]?.turn?.receipt).toEqual(receipt);
  expect(detail.data.runningTurnId).toBeNull();

  const quota = await person.query<Quota>('usage.quota', { workspaceId });
  const tokens = quota.data.limits.find((limit) => limit.name === 'workspace.tokens');
  expect(tokens).toMatchObject({ used: receipt.totalTokens, held: 0, cap: 50_000 });

  const report = await person.query<UsageReport>('usage.report', { workspaceId });
  expect(report.data.totals).toMatchObject({
    requests: 1,
    tokens: receipt.totalTokens,
    costNano: receipt.costNano,
  });

  const again = await readStream(await person.post('/api/chat', send));
  expect(again.text).toBe(stream.text);
  expect(house.provider.log.entries()).toHaveLength(1);

  const sql = postgres(house.database.ownerUrl, { max: 1 });
  await sql`set role geko_system`;
  const check = await verifyLedger({ sql, workspaceId: null });
  await sql.end();
  expect(check.problems).toEqual([]);
  expect(check.checked).toMatchObject({ receipts: 1, journals: 1, holds: 1 });
});
