import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Explanation } from '@geko/contracts/policy';
import type { ReceiptPage, UsageReport } from '@geko/contracts/usage';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import {
  addMediaModel,
  endMedia,
  holdMedia,
  IMAGE_KIND,
  MEDIA_MODEL,
} from './testing/media-calls.ts';
import { grantTo, transactionsOf, walletOf } from './testing/money-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { registerOperator } from './testing/operator.ts';
import { readCsv } from './testing/read-csv.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let person: TestPerson;

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  await addMediaModel(house);
  person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const explain = async (units: object, modelId = MEDIA_MODEL) =>
  person.query<Explanation>('policy.explain', { workspaceId: person.workspaceId, modelId, units });
const pictures = (images: number) => ({ images, imageKind: IMAGE_KIND, characters: 0, seconds: 0 });

test('what pictures would cost is told before, and is what they are charged', async () => {
  const { data } = await explain(pictures(2));
  expect(data).toMatchObject({
    funding: 'postpaid',
    refusal: null,
    inputTokens: 0,
    maxOutputTokens: 0,
    charge: { p50Nano: '300000003', p90Nano: '300000003' },
  });
  const id = await holdMedia(house, person, { images: 2, imageKind: IMAGE_KIND });
  const receipt = await endMedia(house, person, id, { units: { ...pictures(2) } });
  expect(receipt).toMatchObject({
    totalTokens: 0,
    units: pictures(2),
    isEstimated: false,
    costNano: '200000002',
    chargeNano: '300000003',
    lines: [
      {
        unit: 'images',
        count: 2,
        priceNano: '100000001',
        priceIsFor: 1,
        costNano: '200000002',
        chargeNano: '300000003',
      },
    ],
  });
});

test('what has no price is refused by name, and so is a chat that asks for units', async () => {
  expect((await explain({ ...pictures(1), imageKind: '4096x4096/high' })).error).toMatchObject({
    field: 'units.imageKind',
    message: `Easel makes images of ${IMAGE_KIND}; not of 4096x4096/high.`,
  });
  expect((await explain({ ...pictures(1), imageKind: null })).status).toBe(400);
  expect((await explain({ ...pictures(-1) })).status).toBe(400);
  expect((await explain(pictures(1), 'gpt-5-nano')).data.refusal).toMatchObject({
    code: 'MODEL_UNKNOWN',
  });
  const asChat = await person.query<Explanation>('policy.explain', {
    workspaceId: person.workspaceId,
    modelId: MEDIA_MODEL,
    text: 'Hello',
  });
  expect(asChat.data.refusal).toMatchObject({ code: 'MODEL_UNKNOWN' });
});

test('credit and a spending limit hold back what a call may come to', async () => {
  const { workspaceId } = person;
  const operator = await registerOperator(house);
  await grantTo(operator, person, { amountNano: '200000000' });
  // 1.5 % of $15 for a thousand characters: $0.01725 with the markup of credit.
  const id = await holdMedia(house, person, { characters: 1_000 });
  expect(await walletOf(person)).toMatchObject({ heldNano: '17250000' });
  await endMedia(house, person, id, { units: { images: 0, characters: 400, seconds: 0 } });
  expect(await walletOf(person)).toMatchObject({ heldNano: '0', balanceNano: '193100000' });
  const [spent] = await transactionsOf(person);
  expect(spent).toMatchObject({ kind: 'usage', amountNano: '-6900000' });

  const limit = { subject: { kind: 'workspace' }, meter: 'charge', period: 'total' };
  await person.mutate('limits.create', {
    workspaceId,
    id: randomUUID(),
    ...limit,
    cap: 400_000_000,
    overflow: 'block',
  });
  const refused = await explain(pictures(1));
  expect(refused.data.refusal).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  expect(refused.data.trace).toContainEqual(
    expect.objectContaining({ name: 'workspace.charge.total', isExceeded: true }),
  );
  await expect(holdMedia(house, person, pictures(1))).rejects.toMatchObject({
    code: 'BUDGET_EXCEEDED',
  });
  expect((await explain({ ...pictures(0), imageKind: null, seconds: 30 })).data.refusal).toBeNull();
});

test('the report, the receipts and both sheets count pictures, characters and seconds', async () => {
  const { workspaceId } = person;
  const id = await holdMedia(house, person, { seconds: 61 });
  await endMedia(house, person, id, { units: { images: 0, characters: 0, seconds: 61 } });
  const { data: report } = await person.query<UsageReport>('usage.report', { workspaceId });
  const used = { requests: 3, tokens: 0, images: 2, characters: 400, seconds: 61 };
  expect(report.totals).toMatchObject(used);
  expect(report.byModel).toMatchObject([{ modelId: MEDIA_MODEL, ...used }]);
  expect(report.series.at(-1)).toMatchObject(used);
  const { data: page } = await person.query<ReceiptPage>('usage.receipts', { workspaceId });
  expect(page.items.map(({ units }) => [units.images, units.characters, units.seconds])).toEqual([
    [0, 0, 61],
    [0, 400, 0],
    [2, 0, 0],
  ]);
  const sheet = async (rows: string) =>
    readCsv(await person.post('/api/usage/export', { workspaceId, rows }));
  const receipts = await sheet('receipts');
  expect(receipts.map((row) => [row['images'], row['image_kind'], row['seconds']])).toEqual([
    ['0', '', '61'],
    ['0', '', '0'],
    ['2', IMAGE_KIND, '0'],
  ]);
  const days = await sheet('days');
  const sum = (field: string) => days.reduce((total, row) => total + Number(row[field]), 0);
  expect(['images', 'characters', 'seconds', 'total_tokens'].map(sum)).toEqual([2, 400, 61, 0]);
});

test('a call whose process is gone is swept: estimated as asked for, and nobody’s to pay', async () => {
  const id = await holdMedia(house, person, { seconds: 7 });
  await house.inWorkspaceOf(person, (tx) =>
    tx.execute(sql`update holds set lease_until = '1970-01-01' where id = ${id}`),
  );
  await sweepLeases(house.server);
  const { data } = await person.query<ReceiptPage>('usage.receipts', {
    workspaceId: person.workspaceId,
    turnId: id,
  });
  expect(data.items).toMatchObject([
    {
      outcome: 'interrupted',
      isEstimated: true,
      units: { seconds: 7 },
      costNano: '700000',
      chargeNano: '0',
      absorbedNano: '700000',
    },
  ]);
  expect(await books.problems(person.workspaceId)).toEqual([]);
});
