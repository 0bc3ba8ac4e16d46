import { TEST_ORIGIN, type TestHouse } from './test-house.ts';

/** A browser's cookies, by name. */
export type Jar = Map<string, string>;

export const jarOf = (cookie = ''): Jar => {
  const jar: Jar = new Map();
  if (cookie !== '') keep(jar, [cookie]);
  return jar;
};
export const cookieOf = (jar: Jar): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

function keep(jar: Jar, setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0|expires=thu, 01 jan 1970/iu.test(line)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** A visit to one of our pages, by a browser; where it is sent on to. */
export async function visit(house: TestHouse, jar: Jar, path: string): Promise<string> {
  const response = await house.fetch(path, { headers: { cookie: cookieOf(jar) } });
  if (response.status !== 303) throw new Error(`status ${response.status} at ${path}`);
  keep(jar, response.headers.getSetCookie());
  return response.headers.get('location') ?? '';
}

/** Walks through the provider's pages, which agree to everything; the path of ours that it ends at. */
export async function walkAt(url: string): Promise<string> {
  const jar: Jar = new Map();
  let next = url;
  for (let steps = 0; steps < 12; steps += 1) {
    if (next.startsWith(TEST_ORIGIN)) return next.slice(TEST_ORIGIN.length);
    const response = await fetch(next, { redirect: 'manual', headers: { cookie: cookieOf(jar) } });
    keep(jar, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider stopped: ${await response.text()}`);
    next = new URL(location, next).href;
  }
  throw new Error('the provider goes round in circles');
}

/** To the provider, through its pages and back; where the browser is sent in the end. */
export async function trip(
  house: TestHouse,
  jar: Jar,
  { provider, query = '' }: { provider: string; query?: string },
): Promise<string> {
  const there = await visit(house, jar, `/api/auth/${provider}/start${query}`);
  return visit(house, jar, await walkAt(there));
}
