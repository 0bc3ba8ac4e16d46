import superjson from 'superjson';
import type { ErrorBody } from '@geko/contracts/errors';
import { TEST_ORIGIN, type TestHouse, type TestServer } from './test-house.ts';

export type Answer<T> = { status: number; data: T; error: ErrorBody['error'] | null };
type Chunk = { type: string; delta?: string; data?: unknown };

/** What came over a chat stream. */
export type Stream = { chunks: Chunk[]; text: string; isComplete: boolean };

/** Somebody with a cookie jar, who talks to Geko over its real routes. */
export type TestPerson = {
  userId: string;
  workspaceId: string;
  cookie: string;
  query<T>(procedure: string, input?: unknown): Promise<Answer<T>>;
  mutate<T>(procedure: string, input?: unknown): Promise<Answer<T>>;
  /** POST with JSON and this person's cookie; for the chat routes. */
  post(
    path: string,
    body: unknown,
    options?: { server?: TestServer; signal?: AbortSignal },
  ): Promise<Response>;
  get(path: string, options?: { server?: TestServer; signal?: AbortSignal }): Promise<Response>;
};

let count = 0;

/** Registers a company and its owner. */
export async function registerPerson(house: TestHouse, email?: string): Promise<TestPerson> {
  count += 1;
  const person = personWith(house, '');
  const address = email ?? `person-${count}-${Date.now()}@example.com`;
  const answer = await person.mutate<{ userId: string; workspaceId: string }>('auth.register', {
    email: address,
    password: 'correct horse battery',
    name: `Person ${count}`,
    tenantName: `Company ${count}`,
  });
  if (answer.error) throw new Error(`registration failed: ${answer.error.message}`);
  return Object.assign(person, answer.data);
}

/** A person with a given cookie; '' = nobody. */
export function personWith(house: TestHouse, cookie: string): TestPerson {
  const person: TestPerson = {
    userId: '',
    workspaceId: '',
    cookie,
    query: (procedure, input) => {
      const encoded = encodeURIComponent(JSON.stringify(superjson.serialize(input)));
      return call(person, house, `/api/trpc/${procedure}?input=${encoded}`, { method: 'GET' });
    },
    mutate: (procedure, input) =>
      call(person, house, `/api/trpc/${procedure}`, {
        method: 'POST',
        body: JSON.stringify(superjson.serialize(input)),
      }),
    post: (path, body, { server, signal } = {}) =>
      house.fetch(
        path,
        {
          method: 'POST',
          body: JSON.stringify(body),
          headers: headersOf(person),
          ...(signal && { signal }),
        },
        server,
      ),
    get: (path, { server, signal } = {}) =>
      house.fetch(path, { headers: headersOf(person), ...(signal && { signal }) }, server),
  };
  return person;
}

function headersOf(person: TestPerson): Record<string, string> {
  return {
    'content-type': 'application/json',
    host: new URL(TEST_ORIGIN).host,
    origin: TEST_ORIGIN,
    ...(person.cookie === '' ? {} : { cookie: person.cookie }),
  };
}

async function call<T>(
  person: TestPerson,
  house: TestHouse,
  path: string,
  init: RequestInit,
): Promise<Answer<T>> {
  const response = await house.fetch(path, { ...init, headers: headersOf(person) });
  const cookie = response.headers.getSetCookie().at(-1)?.split(';')[0];
  if (cookie !== undefined) person.cookie = cookie;
  const body = (await response.json()) as {
    result?: { data: Parameters<typeof superjson.deserialize>[0] };
    error?: { json?: { data: { geko: ErrorBody['error'] } } } | ErrorBody['error'];
  };
  const { error } = body;
  const geko =
    error && 'json' in error
      ? (error.json?.data.geko ?? null)
      : ((error ?? null) as ErrorBody['error'] | null);
  return {
    status: response.status,
    data: (body.result ? superjson.deserialize(body.result.data) : undefined) as T,
    error: geko,
  };
}

/** Reads a chat stream to its end. */
export async function readStream(response: Response): Promise<Stream> {
  const chunks: Chunk[] = [];
  let isComplete = false;
  for (const line of (await response.text()).split('\n')) {
    if (line === 'data: [DONE]') isComplete = true;
    else if (line.startsWith('data: ')) chunks.push(JSON.parse(line.slice(6)) as Chunk);
  }
  const text = chunks
    .filter((chunk) => chunk.type === 'text-delta')
    .map((chunk) => chunk.delta ?? '')
    .join('');
  return { chunks, text, isComplete };
}
