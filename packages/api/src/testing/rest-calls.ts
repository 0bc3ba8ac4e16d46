import type { TestHouse } from './test-house.ts';

/** What plain REST answered. */
export type RestAnswer = { status: number; headers: Headers; text: string; body: unknown };

/** A call of plain REST. bearer: key or access token; null = none. */
export async function callRest(
  house: TestHouse,
  path: string,
  {
    method = 'GET',
    bearer = null,
    body,
    headers = {},
  }: {
    method?: string;
    bearer?: string | null;
    body?: unknown;
    headers?: Record<string, string>;
  } = {},
): Promise<RestAnswer> {
  const response = await house.fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : toJson(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const { status } = response;
  return { status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** JSON of a value that may have bigints. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
