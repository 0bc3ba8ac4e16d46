import { randomUUID } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { CreatedApiKey } from '@geko/contracts/api-keys';
import { TEST_ORIGIN, type TestHouse, type TestServer } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

/** A model of the free tier that answers as the fake provider is told. */
export const MODEL = 'gpt-5-nano';

/** A request whose answer follows a script. */
export const saying = (script: string) => ({
  model: MODEL,
  messages: [{ role: 'user' as const, content: `Hello [[fake: ${script}]]` }],
});

/** A key of somebody's, made as they would make it. */
export async function createKey(
  person: TestPerson,
  terms: { scopes?: string[]; modelIds?: string[]; expiresAt?: string; name?: string } = {},
): Promise<CreatedApiKey> {
  const { error, data } = await person.mutate<CreatedApiKey>('apiKeys.create', {
    workspaceId: person.workspaceId,
    id: randomUUID(),
    name: 'Program',
    scopes: ['chat', 'models'],
    ...terms,
  });
  if (error) throw new Error(`no key was made: ${error.message}`);
  return data;
}

/** Somebody who pays by invoice, and both makers' own clients with a key of theirs. */
export async function registerProgram(
  house: TestHouse,
): Promise<{ owner: TestPerson; client: OpenAI; messages: Anthropic.Messages }> {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { secret } = await createKey(owner);
  const { messages } = anthropicClient(house, secret);
  return { owner, client: openAIClient(house, secret), messages };
}

/** OpenAI's own client, which knows nothing of Geko but an address and a key. It does not retry unless told to. */
export function openAIClient(
  house: TestHouse,
  apiKey: string,
  { maxRetries = 0, server }: { maxRetries?: number; server?: TestServer } = {},
): OpenAI {
  return new OpenAI({
    apiKey,
    maxRetries,
    baseURL: `${TEST_ORIGIN}/api/v1`,
    fetch: fetchOf(house, server),
  });
}

/** Anthropic's own client, which knows no more. */
export function anthropicClient(
  house: TestHouse,
  apiKey: string,
  { maxRetries = 0, server }: { maxRetries?: number; server?: TestServer } = {},
): Anthropic {
  return new Anthropic({
    apiKey,
    maxRetries,
    baseURL: `${TEST_ORIGIN}/api`,
    fetch: fetchOf(house, server),
  });
}

function fetchOf(house: TestHouse, server?: TestServer): typeof fetch {
  return (url, init) => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url);
    return house.fetch(`${pathname}${search}`, init, server);
  };
}
