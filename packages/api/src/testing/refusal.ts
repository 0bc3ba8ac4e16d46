import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ErrorBody } from '@geko/contracts/errors';
import { MODEL_ID } from './sweep-world.ts';
import { TEST_ORIGIN, type TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

/** What no answer may ever show: stacks, files of ours, SQL, and what Postgres or a library says. */
export const INSIDE =
  /\n\s+at |\.tsx?\b|node_modules|node:|\b(select|insert into|update|delete from)\b .*\b(from|values|set|where)\b|syntax error|violates|relation "|column "|pg_|sqlstate|ZodError|TRPCError|TypeError|superjson|Failed query/iu;
export type Refusal = {
  status: number;
  headers: Headers;
  text: string;
  error: ErrorBody['error'];
};

/** The refusal of a plain route, or of a procedure called alone. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  expect(text).not.toMatch(INSIDE);
  const body = JSON.parse(text) as {
    error: ErrorBody['error'] | { json: { data: { geko: ErrorBody['error'] } } };
  };
  const error = 'json' in body.error ? body.error.json.data.geko : body.error;
  return { status: response.status, headers: response.headers, text, error };
}
type Post = { body: unknown; headers?: Record<string, string>; path?: string };

/** A post by this person as their browser makes it, save for what `headers` changes. */
export function postAs(
  house: TestHouse,
  person: TestPerson,
  { body, headers = {}, path = '/api/chat' }: Post,
): Promise<Response> {
  return house.fetch(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      origin: TEST_ORIGIN,
      cookie: person.cookie,
      ...headers,
    },
  });
}

/** A right message into a new conversation. */
export function newMessage({ workspaceId }: { workspaceId: string }, text: string) {
  return {
    workspaceId,
    conversationId: randomUUID(),
    modelId: MODEL_ID,
    message: { id: randomUUID(), text },
  };
}
