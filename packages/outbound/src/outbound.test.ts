import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import { createOutbound, type OutboundSettings, type Wanted } from './outbound.ts';
import { readAddress } from './read-address.ts';
import { hostileAddresses, names } from './testing/hostile-addresses.ts';
import { openTestInternet, SITE_ADDRESS, type TestInternet } from './testing/test-internet.ts';

const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** The public site: a picture, redirects, and what servers do wrong. */
const site: RequestListener = ({ url = '', headers }, response) => {
  const [, name = '', first = '', ...rest] = url.split('/');
  const send = (bytes: Buffer | string, more: object = {}, status = 200) =>
    response.writeHead(status, { 'content-type': 'image/png', ...more }).end(bytes);
  const redirects: Record<string, string> = {
    round: 'http://site.example/round',
    'to-rebinding': 'http://rebinding-later.example/picture.png',
  };
  if (name === 'to') {
    const location = decodeURIComponent(rest.join('/'));
    send('', { location, 'set-cookie': 'a=b' }, Number(first));
  } else if (redirects[name]) send('', { location: redirects[name] }, 302);
  else if (name === 'text') send('hello', { 'content-type': 'text/plain; charset=utf-8' });
  else if (name === 'untold') response.writeHead(200).end(PICTURE);
  else if (name === 'missing') send('not here', {}, 404);
  else if (name === 'packed') send(PICTURE, { 'content-encoding': 'gzip' });
  else if (name === 'large-told') send(Buffer.alloc(2_000));
  else if (name === 'large-untold') {
    response.writeHead(200, { 'content-type': 'image/png' });
    for (let n = 0; n < 20; n += 1) response.write(Buffer.alloc(100));
    response.end();
  } else if (name === 'cut') {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': '100' });
    response.write(PICTURE, () => response.destroy());
  } else if (name === 'silent') return;
  else if (name === 'slow') {
    response.writeHead(200, { 'content-type': 'image/png' });
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  } else if (name === 'switch') {
    response.socket?.end('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  } else if (name === 'garbage') response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n');
  else send(headers.host === undefined ? 'no host' : PICTURE);
};

const siteNames = {
  'site.example': [[SITE_ADDRESS]],
  'rebinding.example': [[SITE_ADDRESS], ['127.0.0.1']],
  'rebinding-later.example': [['127.0.0.1']],
  'xn--bcher-kva.example': [[SITE_ADDRESS]],
  'files.inside': [['127.0.0.1']],
};

let internet: TestInternet;
beforeAll(async () => {
  internet = await openTestInternet({ ...names, ...siteNames }, site);
});
afterAll(() => internet.close());
beforeEach(() => {
  internet.takeHits();
  internet.asked.length = 0;
});

const openOutbound = (settings: Partial<OutboundSettings> = {}) => {
  const { resolve, reroute } = internet;
  return createOutbound({ allowedHosts: [], resolve, reroute, ...settings });
};
const wanting = (url: string, more: Partial<Wanted> = {}): Wanted => ({
  url,
  field: 'picture.url',
  maxBytes: 1_000,
  types: ['image/*', 'application/octet-stream'],
  ...more,
});
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('what is not public', () => {
  test('there are more than 200 ways to write it', () => {
    expect(new Set(hostileAddresses).size).toBeGreaterThan(200);
    expect(new Set(hostileAddresses).size).toBe(hostileAddresses.length);
  });

  test('is never reached, whichever way it is written, and always refused in the same words', async () => {
    const { fetch } = openOutbound();
    const told = new Map<string, unknown>();
    for (const url of hostileAddresses) told.set(url, await errorOf(fetch(wanting(url))));
    expect(internet.takeHits()).toBe(0);
    const expected = {
      code: 'BAD_REQUEST',
      message: 'Nothing can be fetched from this address.',
      field: 'picture.url',
    };
    const others = [...told].filter(([, error]) => {
      if (!(error instanceof AppError)) return true;
      const { code, message, details } = error;
      return JSON.stringify({ code, message, field: details.field }) !== JSON.stringify(expected);
    });
    expect(others).toEqual([]);
  });

  test('would be reached without the guard', async () => {
    const port = internet.canaryPort;
    const isLocal = (url: URL) =>
      /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:7f00:1\])$/u.test(url.hostname);
    const reached: string[] = [];
    for (const text of hostileAddresses) {
      const url = URL.parse(text);
      if (url === null || url.protocol !== 'http:' || !isLocal(url)) continue;
      url.port = String(port);
      url.username = '';
      url.password = '';
      await errorOf(fetch(url, { signal: AbortSignal.timeout(2_000) }));
      if (internet.takeHits() > 0) reached.push(text);
    }
    expect(reached.length).toBeGreaterThan(60);
  });

  test('would be reached in the guard itself, if its host were listed', async () => {
    let reached = 0;
    for (const text of hostileAddresses) {
      const address = readAddress(text);
      if (address === null || text.includes('site.example')) continue;
      const allowedHosts = [`${address.url.hostname}:${address.port}`];
      await errorOf(openOutbound({ allowedHosts }).fetch(wanting(text)));
      if (internet.takeHits() > 0) reached += 1;
    }
    expect(reached).toBeGreaterThan(150);
  });

  test('is not reached by a name that changes its mind between the look and the connection', async () => {
    const { fetch } = openOutbound();
    const first = await fetch(wanting('http://rebinding.example/picture.png'));
    expect(first.bytes).toEqual(PICTURE);
    const second = await errorOf(fetch(wanting('http://rebinding.example/picture.png')));
    const redirected = await errorOf(fetch(wanting('http://site.example/to-rebinding')));
    for (const error of [second, redirected]) expect(error).toMatchObject({ code: 'BAD_REQUEST' });
    expect(internet.takeHits()).toBe(0);
  });
});

describe('what is public', () => {
  test.each([
    'http://site.example/picture.png',
    'HTTP://SITE.example:80/picture.png?size=2#top',
    'http://site.example:8080/picture.png',
    `http://${SITE_ADDRESS}/picture.png`,
    'http://b\u00fccher.example/picture.png',
    'http://site.example/untold',
    'http://site.example/to/301//picture.png',
    'http://site.example/to/308/http%3A%2F%2Fsite.example%3A8080%2Fpicture.png',
    'http://site.example/to/302/%2Fto%2F307%2F%252Fpicture.png',
  ])('%s is fetched', async (url) => {
    const { bytes } = await openOutbound().fetch(wanting(url));
    expect(bytes).toEqual(PICTURE);
  });

  test('hears nothing of who asks: no cookie of an earlier hop, no authorization, no proxy', async () => {
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${internet.canaryPort}`;
    process.env['NODE_USE_ENV_PROXY'] = '1';
    try {
      const { type, url } = await openOutbound().fetch(
        wanting('http://site.example/to/302/%2Fpicture.png%3Fa#top'),
      );
      expect({ type, url }).toEqual({
        type: 'image/png',
        url: 'http://site.example/picture.png?a',
      });
    } finally {
      delete process.env['HTTP_PROXY'];
      delete process.env['NODE_USE_ENV_PROXY'];
    }
    expect(internet.takeHits()).toBe(0);
    expect(internet.asked.map(({ path }) => path)).toEqual([
      '/to/302/%2Fpicture.png%3Fa',
      '/picture.png?a',
    ]);
    for (const { headers } of internet.asked) {
      expect(headers).toEqual({
        host: 'site.example',
        'user-agent': 'Geko',
        accept: 'image/*, application/octet-stream',
        'accept-encoding': 'identity',
        connection: 'close',
      });
    }
  });

  test.each(['missing', 'packed', 'cut', 'silent', 'slow', 'garbage', 'switch', 'round'])(
    'is refused in the same words when it is %s',
    async (name) => {
      const { fetch } = openOutbound({ idleMs: 200, totalMs: 400 });
      const error = await errorOf(fetch(wanting(`http://site.example/${name}`)));
      expect(error).toMatchObject({
        code: 'BAD_REQUEST',
        message: 'Nothing can be fetched from this address.',
        details: { field: 'picture.url' },
      });
    },
  );

  test.each([
    ['large-told', 'PAYLOAD_TOO_LARGE'],
    ['large-untold', 'PAYLOAD_TOO_LARGE'],
    ['text', 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s is %s', async (name, code) => {
    const error = await errorOf(openOutbound().fetch(wanting(`http://site.example/${name}`)));
    expect(error).toMatchObject({ code, details: { field: 'picture.url' } });
  });

  test('is refused when it is this machine itself', async () => {
    const { fetch } = openOutbound({ ownAddresses: () => [SITE_ADDRESS] });
    const error = await errorOf(fetch(wanting('http://site.example/picture.png')));
    expect(error).toMatchObject({ code: 'BAD_REQUEST' });
    expect(internet.asked).toEqual([]);
  });

  test('is let go when nobody waits for it any more', async () => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const waiting = errorOf(
      openOutbound().fetch(wanting('http://site.example/silent', { signal })),
    );
    await expect.poll(() => internet.asked.length).toBe(1);
    leaving.abort();
    expect(await waiting).toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test('a host that the operator lists may be inside, on the port that is listed', async () => {
  const { fetch } = openOutbound({ allowedHosts: ['files.inside', '127.0.0.2:9000'] });
  const hitsOf = async (url: string) => {
    await errorOf(fetch(wanting(url)));
    return internet.takeHits() > 0;
  };
  expect(await hitsOf('http://files.inside/a.png')).toBe(true);
  expect(await hitsOf('http://files.inside:8080/a.png')).toBe(true);
  expect(await hitsOf('http://files.inside:9000/a.png')).toBe(false);
  expect(await hitsOf('http://127.0.0.2:9000/a.png')).toBe(true);
  expect(await hitsOf('http://127.0.0.2/a.png')).toBe(false);
  expect(await hitsOf('http://127.0.0.1:9000/a.png')).toBe(false);
});
