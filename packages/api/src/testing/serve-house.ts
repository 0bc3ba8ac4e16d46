import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally } from './listen-locally.ts';
import type { TestHouse, TestServer } from './test-house.ts';

/** A test's house behind a real socket, for programs that are none of ours; by one of its servers, or the first. */
export async function serveHouse(
  house: TestHouse,
  server: TestServer = house.server,
): Promise<{ url: string; close(): Promise<void> }> {
  const { url, serve, close } = await listenLocally();
  serve((incoming, outgoing) => void answer(house, server, incoming, outgoing));
  return { url, close };
}

async function answer(
  house: TestHouse,
  server: TestServer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers = new Headers(
    Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
  const init = { method, headers, ...(body.length > 0 && { body: new Uint8Array(body) }) };
  const response = await house.fetch(url, init, server);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  for await (const chunk of response.body ?? []) outgoing.write(chunk);
  outgoing.end();
}
