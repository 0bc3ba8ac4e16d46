import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What it was called with, whatever the dialect. */
function keyOf({ headers, url }: IncomingMessage): string {
  const bearer = headers.authorization?.replace(/^Bearer /u, '');
  const named = headers['x-api-key'] ?? headers['x-goog-api-key'];
  return (
    bearer ?? named?.toString() ?? new URL(url ?? '/', 'http://x').searchParams.get('key') ?? ''
  );
}

const json = (response: ServerResponse, status: number, body: object, headers: object = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const chunk = (text: string) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: text } }] })}\n\n`;

/** Every way in which a provider may repeat the key that it was called with. */
export const leaks: Record<string, (response: ServerResponse, key: string) => void> = {
  'a refusal that quotes it': (response, key) =>
    json(response, 401, { error: { message: `Incorrect API key provided: ${key}.`, code: key } }),
  'a refusal of the account': (response, key) =>
    json(response, 403, { error: { message: `The account of ${key} is closed` } }),
  'a bad request': (response, key) =>
    json(response, 400, { error: { message: `No such parameter (${key})`, param: key } }),
  'too many requests': (response, key) =>
    json(response, 429, { error: { message: `Slow down, ${key}` } }, { 'x-request-id': key }),
  'a page of an overloaded proxy': (response, key) => {
    response.writeHead(502, { 'content-type': 'text/html', 'set-cookie': `key=${key}` });
    response.end(`<h1>Bad gateway</h1><pre>authorization: Bearer ${key}</pre>`);
  },
  'an error in the stream': (response, key) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${JSON.stringify({ error: { message: `failed for ${key}` } })}\n\n`);
  },
  'an error after some text': (response, key) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      `${chunk('So ')}data: ${JSON.stringify({ error: { message: `failed for ${key}` } })}\n\n`,
    );
  },
  'a line that is no JSON': (response, key) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${chunk('So ')}data: {"key": ${key}\n\n`);
  },
  'an answer that is no JSON': (response, key) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`key ${key}`);
  },
  'a redirect': (response, key) => {
    response.writeHead(302, { location: `http://127.0.0.1:1/?key=${key}` });
    response.end();
  },
  'a broken connection': (response, key) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-key': key });
    response.write(chunk('So '));
    setTimeout(() => response.destroy(), 5);
  },
};

export type LeakyProvider = {
  url: string;
  /** The keys that it was called with so far. */
  seen: ReadonlySet<string>;
  leakBy(name: string): void;
  close(): Promise<void>;
};

/** A provider in every dialect that never answers well, and always says which key it was called with. */
export async function startLeakyProvider(): Promise<LeakyProvider> {
  const seen = new Set<string>();
  let leak = Object.values(leaks)[0];
  const server = createServer((request, response) => {
    const key = keyOf(request);
    seen.add(key);
    request.resume().on('end', () => leak?.(response, key));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    leakBy(name) {
      leak = leaks[name];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
