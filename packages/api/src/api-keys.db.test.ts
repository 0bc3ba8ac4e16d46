import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ApiKey, ApiKeyList, CreatedApiKey } from '@geko/contracts/api-keys';
import type { AuditPage } from '@geko/contracts/audit';
import type { AccessToken } from '@geko/contracts/auth';
import { openBooks, type Books } from './testing/books.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

async function openWorkspace(): Promise<TestPerson> {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  return owner;
}

const at = ({ workspaceId }: TestPerson, more: object = {}) => ({ workspaceId, ...more });
const listOf = async (person: TestPerson): Promise<ApiKey[]> =>
  (await person.query<ApiKeyList>('apiKeys.list', at(person))).data.keys;
const statusOf = async (secret: string): Promise<number> =>
  (await house.fetch('/api/v1/models', { headers: { authorization: `Bearer ${secret}` } })).status;

test('a secret is told once: what is kept of it is a hash and four characters', async () => {
  const owner = await openWorkspace();
  const { key, secret } = await createKey(owner, { name: 'Nightly' });
  expect(secret).toMatch(/^gk_[A-Za-z0-9_-]{43}$/u);
  expect(key).toMatchObject({
    name: 'Nightly',
    lastFour: secret.slice(-4),
    status: 'active',
    lastUsedAt: null,
    userId: owner.userId,
    thisMonth: { requests: 0, tokens: 0, chargeNano: '0' },
  });
  expect(await listOf(owner)).toEqual([key]);
  const rows = await books.sql`select k::text as row from api_keys k where id = ${key.id}`;
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(3, -4));
  const { data: log } = await owner.query<AuditPage>('audit.list', at(owner));
  expect(log.items.map(({ action }) => action)).toContain('apikey.create');
  expect(JSON.stringify(log)).not.toContain(secret);
});

test('a resend of its id makes no second key, and tells no secret', async () => {
  const owner = await openWorkspace();
  const input = at(owner, { id: randomUUID(), name: 'One', scopes: ['chat'] });
  const first = await owner.mutate<CreatedApiKey>('apiKeys.create', input);
  const second = await owner.mutate('apiKeys.create', input);
  expect(first.status).toBe(200);
  expect(second).toMatchObject({ status: 409, error: { code: 'CONFLICT', field: 'id' } });
  expect(await listOf(owner)).toHaveLength(1);
});

test.each([
  ['no name', { name: ' ' }, 'name'],
  ['no scope', { scopes: [] }, 'scopes'],
  ['a scope twice', { scopes: ['chat', 'chat'] }, 'scopes'],
  ['an end that has passed', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  ['a model that is not there', { modelIds: [MODEL, 'gpt-none'] }, 'modelIds.1'],
])('%s is refused by its field', async (_, change, field) => {
  const owner = await openWorkspace();
  const input = at(owner, { id: randomUUID(), name: 'N', scopes: ['chat'], ...change });
  expect(await owner.mutate('apiKeys.create', input)).toMatchObject({
    status: 400,
    error: { code: 'BAD_REQUEST', field },
  });
});

test('a change acts on the next request; what was used shows to the minute and in the month', async () => {
  const owner = await openWorkspace();
  const { key, secret } = await createKey(owner);
  const client = openAIClient(house, secret);
  await client.chat.completions.create(saying('reply=5 delay=0'));
  const [used] = await listOf(owner);
  expect(used?.lastUsedAt).not.toBeNull();
  expect(used?.thisMonth.requests).toBe(1);
  expect(used?.thisMonth.tokens).toBeGreaterThan(5);
  expect(BigInt(used?.thisMonth.chargeNano ?? 0)).toBeGreaterThan(0n);

  const change = (more: object) =>
    owner.mutate<ApiKey>('apiKeys.update', at(owner, { id: key.id, ...more }));
  expect(await change({ scopes: ['chat'] })).toMatchObject({ data: { scopes: ['chat'] } });
  expect(await statusOf(secret)).toBe(403);
  await change({ scopes: ['models'], modelIds: ['gpt-4o-mini'], name: 'Renamed' });
  const models = (await client.models.list()).data.map(({ id }) => id);
  expect(models).toEqual(['auto', 'gpt-4o-mini']);
  expect(await change({ modelIds: null })).toMatchObject({
    data: { modelIds: null, name: 'Renamed' },
  });
  expect((await client.models.list()).data.length).toBeGreaterThan(1);

  const revoke = () => owner.mutate<ApiKey>('apiKeys.revoke', at(owner, { id: key.id }));
  expect(await revoke()).toMatchObject({ data: { status: 'revoked' } });
  expect(await statusOf(secret)).toBe(401);
  expect(await revoke()).toMatchObject({ status: 200, data: { status: 'revoked' } });
  expect(await change({ name: 'Back' })).toMatchObject({ status: 409 });
});

test('members see their own keys; admins see everybody’s and may revoke them, not change them', async () => {
  const owner = await openWorkspace();
  const admin = await joinAs(house, owner, 'admin');
  const editor = await joinAs(house, owner, 'editor');
  const viewer = await joinAs(house, owner, 'viewer');
  const mine = await createKey(owner, { name: 'Of the owner' });
  const theirs = await createKey(editor, { name: 'Of the editor' });
  expect((await listOf(editor)).map(({ name }) => name)).toEqual(['Of the editor']);
  expect((await listOf(admin)).map(({ name }) => name)).toEqual(['Of the editor', 'Of the owner']);
  expect(await viewer.query('apiKeys.list', at(viewer))).toMatchObject({ status: 403 });

  const update = (person: TestPerson, id: string) =>
    person.mutate('apiKeys.update', at(person, { id, name: 'Mine now' }));
  const revoke = (person: TestPerson, id: string) =>
    person.mutate('apiKeys.revoke', at(person, { id }));
  expect(await update(admin, theirs.key.id)).toMatchObject({ status: 404 });
  expect(await update(editor, mine.key.id)).toMatchObject({ status: 404 });
  expect(await revoke(editor, mine.key.id)).toMatchObject({ status: 404 });
  expect(await revoke(admin, theirs.key.id)).toMatchObject({ status: 200 });
  expect(await statusOf(theirs.secret)).toBe(401);
  expect(await statusOf(mine.secret)).toBe(200);
});

test('a role that may have no keys loses those it had', async () => {
  const owner = await openWorkspace();
  const editor = await joinAs(house, owner, 'editor');
  const { secret } = await createKey(editor);
  expect(await statusOf(secret)).toBe(200);
  const change = (roleId: string) =>
    owner.mutate('members.changeRole', at(owner, { userId: editor.userId, roleId }));
  expect((await change('viewer')).status).toBe(200);
  expect(await statusOf(secret)).toBe(401);
  await change('editor');
  expect(await statusOf(secret)).toBe(401);
});

test('an access token may call in its workspace, and may not make a key', async () => {
  const owner = await openWorkspace();
  const { data } = await owner.mutate<AccessToken>('auth.mintToken', at(owner));
  expect(await statusOf(data.token)).toBe(200);
  const answer = await openAIClient(house, data.token).chat.completions.create(
    saying('reply=5 delay=0'),
  );
  expect(answer.usage?.completion_tokens).toBe(5);
  const response = await house.fetch('/api/trpc/apiKeys.create', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${data.token}` },
    body: JSON.stringify({ json: at(owner, { id: randomUUID(), name: 'N', scopes: ['chat'] }) }),
  });
  expect(response.status).toBe(403);
  expect(await listOf(owner)).toEqual([]);
});

test('a person may have fifty keys at a time in a workspace', async () => {
  const owner = await openWorkspace();
  const made = [];
  for (let n = 0; n < 50; n += 1) made.push(await createKey(owner));
  const more = () =>
    owner.mutate('apiKeys.create', at(owner, { id: randomUUID(), name: 'N', scopes: ['chat'] }));
  expect(await more()).toMatchObject({ status: 409, error: { code: 'CONFLICT' } });
  await owner.mutate('apiKeys.revoke', at(owner, { id: made[0]?.key.id }));
  expect(await more()).toMatchObject({ status: 200 });
});
