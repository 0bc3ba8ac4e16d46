import { randomInt, randomUUID } from 'node:crypto';
import type { House } from './start-house.ts';

/** Somebody with a session, whose workspace has no limit that a load test would meet. */
export type LoadPerson = {
  workspaceId: string;
  /** The session's `name=value`. */
  cookie: string;
  post(path: string, body: unknown): Promise<Response>;
};

/** A session's `name=value`, and what the procedure answered. */
export type Session = { cookie: string; answer: { userId: string; workspaceId: string } };

/** Registers companies of one person each, which the operator puts on the paygo plan. */
export async function registerOnPaygo(house: House, count: number): Promise<LoadPerson[]> {
  return await registerOn(house, 'paygo', count);
}

/** Registers companies of one person each, which the operator puts on a plan. */
export async function registerOn(
  house: House,
  planId: 'pro' | 'paygo',
  count: number,
): Promise<LoadPerson[]> {
  const operator = await signIn(house, 'auth.login', house.accounts.operator);
  const people: LoadPerson[] = [];
  for (let i = 0; i < count; i += 1) {
    const { cookie, answer } = await signIn(house, 'auth.register', {
      email: `load-${randomUUID()}@example.com`,
      password: 'correct horse battery',
      name: 'Load',
      tenantName: 'Load',
    });
    const { workspaceId } = answer;
    const set = await post(house, operator.cookie, '/api/trpc/admin.setPlan', {
      json: { workspaceId, planId },
    });
    if (!set.ok) throw new Error(`admin.setPlan: ${await set.text()}`);
    people.push({ workspaceId, cookie, post: (path, body) => post(house, cookie, path, body) });
  }
  return people;
}

/** Signs somebody in with `auth.login`, or `auth.register`. @throws Error with the answer when refused. */
export async function signIn(
  house: House,
  procedure: 'auth.login' | 'auth.register',
  input: object,
): Promise<Session> {
  const response = await post(house, '', `/api/trpc/${procedure}`, { json: input });
  if (!response.ok) throw new Error(`${procedure}: ${await response.text()}`);
  const body = (await response.json()) as { result: { data: { json: Session['answer'] } } };
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { cookie, answer: body.result.data.json };
}

function post(house: House, cookie: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${house.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: house.url,
      // People come from addresses of their own, so that limits by address do not meet the load.
      'x-forwarded-for': `10.0.${randomInt(256)}.${randomInt(256)}`,
      ...(cookie === '' ? {} : { cookie }),
    },
    body: JSON.stringify(body),
  });
}
