import type { DocField, DocOperation } from './read-chapters.ts';

/** What of an operation a call needs. */
export type Callable = Pick<DocOperation, 'method' | 'path'> & {
  fields: readonly Pick<DocField, 'name' | 'place'>[];
};

/** Where a call goes: fields that were left empty are left out of the query. */
export function callAddress(
  { path, fields }: Omit<Callable, 'method'>,
  values: Readonly<Record<string, string>>,
): string {
  const valueOf = (name: string) => values[name]?.trim() ?? '';
  const filled = fields
    .filter(({ place }) => place === 'path')
    .reduce(
      (text, { name }) => text.replace(`{${name}}`, () => encodeURIComponent(valueOf(name))),
      path,
    );
  const pairs = fields
    .filter(({ name, place }) => place === 'query' && valueOf(name) !== '')
    .map(({ name }) => [name, valueOf(name)]);
  const query = new URLSearchParams(pairs).toString();
  return `/api/v1${filled}${query === '' ? '' : `?${query}`}`;
}

/** The headers that were filled in. */
export function callHeaders(
  fields: Callable['fields'],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = fields.flatMap(({ name, place }) => {
    const value = values[name]?.trim() ?? '';
    return place === 'header' && value !== '' ? [[name, value]] : [];
  });
  return Object.fromEntries(filled) as Record<string, string>;
}

/** What a call came to. */
export type Called = { status: number; tookMs: number; text: string };

const MOST_SHOWN = 100_000;

/** Calls it as a program would: no cookie goes along. */
export async function callApi({
  method,
  address,
  credential,
  headers,
  body,
}: {
  method: string;
  address: string;
  credential: string;
  headers: Readonly<Record<string, string>>;
  /** null = none. */
  body: string | null;
}): Promise<Called> {
  const startedAt = performance.now();
  const response = await fetch(address, {
    method,
    credentials: 'omit',
    headers: {
      ...headers,
      ...(credential === '' ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body }),
  });
  const text = (await response.text()).slice(0, MOST_SHOWN);
  const tookMs = Math.round(performance.now() - startedAt);
  return { status: response.status, tookMs, text: prettyJson(text) };
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
