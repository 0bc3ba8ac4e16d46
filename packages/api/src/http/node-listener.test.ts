import { Agent, createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { answerOnNode } from './node-listener.ts';

async function serve(handle: (request: Request) => Promise<Response>): Promise<string> {
  const server = createServer((request, response) => {
    answerOnNode(request, response, handle).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a handler sees the request as it was sent, with the address it came from', async () => {
  const url = await serve(async (request) =>
    Response.json({
      url: new URL(request.url).pathname,
      method: request.method,
      kind: request.headers.get('x-kind'),
      from: request.headers.get('x-forwarded-for'),
      body: await request.text(),
    }),
  );
  const sent = { method: 'POST', body: 'ü', headers: { 'x-kind': 'test' } };
  expect(await (await fetch(`${url}/a/b?c=d`, sent)).json()).toEqual({
    url: '/a/b',
    method: 'POST',
    kind: 'test',
    from: '127.0.0.1',
    body: 'ü',
  });
  const proxied = await fetch(url, { headers: { 'x-forwarded-for': '10.1.1.1' } });
  expect(await proxied.json()).toMatchObject({ from: '10.1.1.1', method: 'GET', body: '' });
});

test('status, headers and cookies of an answer arrive, and its first piece before its last', async () => {
  const gate = Promise.withResolvers<void>();
  const url = await serve(() => {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('first'));
        await gate.promise;
        controller.enqueue(new TextEncoder().encode(' last'));
        controller.close();
      },
    });
    const response = new Response(body, { status: 201, headers: { 'x-kind': 'stream' } });
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    return Promise.resolve(response);
  });
  const response = await fetch(url);
  expect([response.status, response.headers.get('x-kind')]).toEqual([201, 'stream']);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe('first');
  gate.resolve();
  expect((await reader?.read())?.value).toBe(' last');
});

test('a body that nobody reads is in nobody’s way on a connection that is kept', async () => {
  const url = await serve(() => Promise.resolve(new Response('no', { status: 401 })));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let n = 0; n < 3; n += 1) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = send(url, { method: 'POST', agent }, resolve).once('error', reject);
      sent.end(Buffer.alloc(200_000));
    });
    expect(response.statusCode).toBe(401);
    response.resume();
    await new Promise((resolve) => void response.once('end', resolve));
  }
});

test('who leaves aborts the request and its answer; who does not read holds it up', async () => {
  let sentBytes = 0;
  const seen: { signal?: AbortSignal; isCancelled?: boolean } = {};
  const piece = new Uint8Array(64 * 1024);
  const url = await serve((request) => {
    seen.signal = request.signal;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sentBytes += piece.length;
        controller.enqueue(piece);
      },
      cancel: () => {
        seen.isCancelled = true;
      },
    });
    return Promise.resolve(new Response(body));
  });
  const sent = send(url);
  const response = await new Promise<IncomingMessage>((resolve) => {
    sent.once('response', resolve).end();
  });
  response.pause();
  await sleep(300);
  const before = sentBytes;
  await sleep(300);
  expect(sentBytes).toBe(before);
  expect(seen.signal?.aborted).toBe(false);
  sent.destroy();
  await expect.poll(() => seen.signal?.aborted).toBe(true);
  await expect.poll(() => seen.isCancelled).toBe(true);
});
