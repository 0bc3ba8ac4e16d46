import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { roleCan } from '@geko/contracts/permissions';
import type { Access, Endpoint } from './rest/endpoint.ts';
import { restTable } from './rest/rest-table.ts';
import { anyInput } from './testing/any-input.ts';
import { expectNoFault, RUNS, SEED } from './testing/fuzz-site.ts';
import type { RestAnswer } from './testing/rest-calls.ts';
import {
  callEndpoint,
  keyFor,
  openCompany,
  tokenFor,
  type RestCompany,
} from './testing/rest-world.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
/** Whose ids are known to strangers. */
let company: RestCompany;
let stranger: RestCompany;
/** What random inputs may wreck. */
let wreck: RestCompany;
let viewer: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  company = await openCompany(house);
  stranger = await openCompany(house);
  wreck = await openCompany(house);
  viewer = await tokenFor(await joinAs(house, company.owner, 'viewer'));
});
afterAll(() => house.close());

const codeOf = ({ body }: RestAnswer) => (body as { error?: { code: string } } | null)?.error?.code;
const withoutRequest = ({ status, text }: RestAnswer) => ({
  status,
  text: text.replaceAll(/"requestId":"[^"]*"/gu, ''),
});

/** A credential that gets as far as the access itself. */
const rightOf = ({ access }: Pick<Endpoint, 'access'>, at: RestCompany): string =>
  access.kind === 'program' ? at.key : at.token;

const closed = restTable.filter(({ access }) => access.kind !== 'anyone');

describe.each(closed)('$method $path', (row) => {
  test('is for nobody without a key, nor with a bad one', async () => {
    const input = await company.inputFor(row);
    const bad = [null, '', 'gk_x', `gk_${'a'.repeat(43)}`, 'sk-other', 'a.b.c'];
    const answers = [];
    for (const bearer of bad) answers.push(await callEndpoint(house, row, { input, bearer }));
    expect(new Set(answers.map((answer) => JSON.stringify(withoutRequest(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401 });
    expect(answers[0] && codeOf(answers[0])).toBe('UNAUTHENTICATED');
  });

  test('is not for a key that is not for it', async () => {
    const { access } = row;
    const scope = access.kind === 'program' ? access.scope : undefined;
    const { secret: bearer } = await keyFor(company.owner, scope);
    const answer = await callEndpoint(house, row, { input: await company.inputFor(row), bearer });
    expect(answer).toMatchObject({ status: access.kind === 'operator' ? 404 : 403 });
    if (scope !== undefined) expect(answer.text).toContain(scope);
  });

  test('is for a viewer as their role says', async () => {
    const input = await company.inputFor(row);
    const answer = await callEndpoint(house, row, { input, bearer: viewer });
    expect(answer).toMatchObject({ status: statusForViewer(row) });
  });
});

function statusForViewer({ access, status, example }: Endpoint): number {
  if (access.kind === 'operator') return 404;
  const permission = permissionOf(access);
  if (permission !== null && !roleCan('viewer', permission)) return 403;
  // Receipts of others are not there.
  return JSON.stringify(example).includes('$RECEIPT_ID') ? 404 : status;
}

const permissionOf = (access: Access) => ('permission' in access ? access.permission : null);

const withIds = closed.flatMap((row) => {
  const ids = ['workspaceId', 'userId', 'invitationId', 'receiptId', 'invoiceId'].filter((id) =>
    row.path.includes(`{${id}}`),
  );
  return ids.map((id) => ({ row, id, name: `${row.method} ${row.path}` }));
});

test.each(withIds)("$name: another company's $id is one that nobody has", async ({ row, id }) => {
  const [own, theirs] = [await stranger.inputFor(row), await company.inputFor(row)];
  const ask = (value: unknown) =>
    callEndpoint(house, row, { input: { ...own, [id]: value }, bearer: rightOf(row, stranger) });
  const missing = await ask(randomUUID());
  expect(missing).toMatchObject({ status: 404 });
  expect(codeOf(missing)).toBe('NOT_FOUND');
  for (const value of [theirs[id], String(theirs[id]).toUpperCase(), 'x', '%00', '\u0000']) {
    expect(withoutRequest(await ask(value))).toEqual(withoutRequest(missing));
  }
  // The whole input of theirs tells no more.
  const all = await callEndpoint(house, row, { input: theirs, bearer: rightOf(row, stranger) });
  expect(withoutRequest(all)).toEqual(withoutRequest(missing));
});

/** A twentieth of what procedures take: the same contracts are behind them. */
const runs = Math.ceil(RUNS / 20);

test.each(restTable)(`$method $path takes ${runs} random inputs without a fault`, async (row) => {
  const right = await wreck.inputFor(row);
  // A right password would end the company before the others had their turn.
  const harmless = { ...right, ...('password' in right ? { password: 'not the password' } : {}) };
  const inputs = fc.sample(anyInput([row.input]), { numRuns: runs, seed: SEED });
  await Promise.all(
    inputs.map(async (change) => {
      const input = Object(change({ ...harmless })) as Record<string, unknown>;
      const bearer = rightOf(row, wreck);
      const answer = await callEndpoint(house, row, { input, bearer });
      expectNoFault({ seed: SEED, operation: row.operationId, input }, answer);
    }),
  );
});
