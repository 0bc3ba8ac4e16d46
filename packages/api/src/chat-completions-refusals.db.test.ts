import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let owner: TestPerson;
let client: OpenAI;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  client = openAIClient(house, (await createKey(owner)).secret);
});
afterAll(() => house.close());

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );

test.each([
  ['an unknown field', { foo: 1 }, null],
  ['more than one answer', { n: 2 }, 'n'],
  ['a number out of range', { temperature: 3 }, 'temperature'],
  ['no messages', { messages: [] }, 'messages'],
  [
    'a part that is not taken',
    { messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] },
    'messages.0.content',
  ],
  [
    'an address that is no picture',
    {
      messages: [
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }],
        },
      ],
    },
    'messages.0.content',
  ],
])('of %s is a 400 that names the field', async (_, change, param) => {
  const body = {
    ...saying('reply=1'),
    ...change,
  } as OpenAI.ChatCompletionCreateParamsNonStreaming;
  const error = await thrownBy(client.chat.completions.create(body));
  expect(error).toBeInstanceOf(OpenAI.BadRequestError);
  expect(error).toMatchObject({ type: 'invalid_request_error' });
  if (param !== null)
    expect((error as InstanceType<typeof OpenAI.APIError>).param).toContain(param);
});

test('of a key: missing, malformed, foreign, revoked and expired are the same 401', async () => {
  const { key, secret } = await createKey(owner);
  await owner.mutate('apiKeys.revoke', { workspaceId: owner.workspaceId, id: key.id });
  const soon = new Date(Date.now() + 300).toISOString();
  const ending = await createKey(owner, { expiresAt: soon });
  await new Promise((resolve) => setTimeout(resolve, 400));
  const bodies = new Set<string>();
  for (const apiKey of ['gk_x', `gk_${'a'.repeat(43)}`, 'sk-other', secret, ending.secret]) {
    const error = await thrownBy(
      openAIClient(house, apiKey).chat.completions.create(saying('reply=1')),
    );
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    const { geko, ...rest } = (
      error as InstanceType<typeof OpenAI.APIError> & { error: Record<string, unknown> }
    ).error;
    expect(geko).toMatchObject({ code: 'UNAUTHENTICATED' });
    bodies.add(JSON.stringify(rest));
  }
  expect(bodies.size).toBe(1);
  const cookie = await house.fetch('/api/v1/models', { headers: { cookie: owner.cookie } });
  expect(cookie.status).toBe(401);
});

test('of a scope or a model that the key is not for', async () => {
  const chat = await createKey(owner, { scopes: ['chat'], modelIds: ['gpt-4o-mini'] });
  const narrow = openAIClient(house, chat.secret);
  const models = await thrownBy(narrow.models.list().then(() => null));
  expect(models).toBeInstanceOf(OpenAI.PermissionDeniedError);
  const other = await thrownBy(narrow.chat.completions.create(saying('reply=1')));
  expect(other).toBeInstanceOf(OpenAI.PermissionDeniedError);
  expect(other).toMatchObject({ param: 'model' });
  const allowed = await narrow.chat.completions.create({
    ...saying('reply=2 delay=0'),
    model: 'gpt-4o-mini',
  });
  expect(allowed.usage?.completion_tokens).toBe(2);
});

test('of a model that is not there is a 404', async () => {
  const missing = await thrownBy(
    client.chat.completions.create({ ...saying('reply=1'), model: 'gpt-none' }),
  );
  expect(missing).toBeInstanceOf(OpenAI.NotFoundError);
  expect(missing).toMatchObject({ code: 'model_not_found' });
});

test('of money is a 402, which clients do not retry, and tells what to do', async () => {
  const poor = await registerPerson(house);
  await house.setPlan(poor, 'paygo');
  await poor.mutate('limits.create', {
    workspaceId: poor.workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'charge',
    cap: 1,
    period: 'month',
  });
  const { secret } = await createKey(poor);
  const error = await thrownBy(
    openAIClient(house, secret, { maxRetries: 2 }).chat.completions.create(saying('reply=1')),
  );
  expect(error).toMatchObject({ status: 402, code: 'insufficient_quota' });
  const { geko } = (
    error as InstanceType<typeof OpenAI.APIError> & { error: { geko: Record<string, unknown> } }
  ).error;
  expect(geko).toMatchObject({ code: 'BUDGET_EXCEEDED', trace: [expect.anything()] });
});

test('what a key may not use is no way out of a refusal either', async () => {
  const rich = await registerPerson(house);
  await house.setPlan(rich, 'paygo');
  await rich.mutate('limits.create', {
    workspaceId: rich.workspaceId,
    id: randomUUID(),
    subject: { kind: 'model', id: MODEL },
    meter: 'tokens',
    cap: 1,
    period: 'month',
  });
  const waysOut = async (terms: object) => {
    const { secret } = await createKey(rich, terms);
    const error = await thrownBy(
      openAIClient(house, secret).chat.completions.create(saying('reply=1')),
    );
    const { geko } = (
      error as InstanceType<typeof OpenAI.APIError> & {
        error: { geko: { remedies: { kind: string }[] } };
      }
    ).error;
    return geko.remedies.map(({ kind }) => kind);
  };
  expect(await waysOut({})).toContain('switch_model');
  expect(await waysOut({ modelIds: [MODEL] })).not.toContain('switch_model');
});

test('a key of somebody who was taken out works no longer, nor after they come back', async () => {
  const member = await joinAs(house, owner, 'editor');
  const { secret } = await createKey(member);
  const theirs = openAIClient(house, secret);
  expect((await theirs.models.list()).data.length).toBeGreaterThan(0);
  await owner.mutate('members.remove', { workspaceId: owner.workspaceId, userId: member.userId });
  expect(await thrownBy(theirs.models.list().then(() => null))).toBeInstanceOf(
    OpenAI.AuthenticationError,
  );
});
