import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { TellEvents } from './completion.ts';
import { gatewayAt } from './testing/fake-gateway.ts';
import { someCall } from './testing/some-call.ts';

const event = (delta: object, reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
const END = `${event({}, 'stop')}data: [DONE]\n\n`;

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const gateway = gatewayAt(`http://127.0.0.1:${port}`);
  return {
    connections: () => connections,
    call: (onEvents: TellEvents, { stream = true, idleTimeoutMs = 5_000 } = {}) =>
      gateway.complete({ ...someCall({ stream }), idleTimeoutMs }, onEvents),
  };
}

test('one connection serves call after call, also where the last bytes come late', async () => {
  let finish = () => {};
  const { call, connections } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event({ content: 'hi' }) + END);
    finish = () => void response.end();
  });
  for (let n = 0; n < 3; n += 1) {
    expect((await call(() => {})).outcome).toBe('finished');
    finish();
    await sleep(200);
  }
  expect(connections()).toBe(1);
});

test('a provider is read no faster than the caller takes, and that is no silence of its', async () => {
  // Long by what is not counted: to count megabytes of text would take longer than all the rest.
  const block = event({ content: 'x', role: 'x'.repeat(10_000) });
  let written = 0;
  const { call } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const next = (): void => {
      while (written < 2_000) {
        written += 1;
        if (!response.write(block)) {
          response.once('drain', next);
          return;
        }
      }
      response.end(END);
    };
    next();
  });
  const gate = Promise.withResolvers<void>();
  let told = 0;
  const ended = call(
    (events) => {
      told += events.length;
      return told > 100_000 ? gate.promise : undefined;
    },
    { idleTimeoutMs: 1_000 },
  );
  await sleep(1_500);
  // The rest of its 20 MB waits with the provider: what is under way is in the sockets' buffers.
  const writtenMeanwhile = written;
  expect(writtenMeanwhile).toBeLessThan(1_900);
  expect(told).toBeLessThan(300_000);
  gate.resolve();
  expect((await ended).outcome).toBe('finished');
  expect(told).toBeGreaterThan(20_000_000);
});

test('chunks pass byte by byte, and text is counted alike whether it was parsed or not', async () => {
  const pieces = ['plain', ' words', ' "quoted"', ' back\\slash', ' ü🦎', '\n', ' end'];
  const sent = pieces.map((content) => event({ content })).join('');
  const { call } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(sent + END);
  });
  let events = '';
  const end = await call((more) => void (events += more));
  expect(events).toBe(sent + event({}, 'stop'));
  expect(end.counted.textChars).toBe(pieces.join('').length);
});

test.each([
  ['reason and counts', true],
  ['the reason alone', false],
])('who has told %s and falls silent is not waited for', async (_what, hasCounts) => {
  const usage = { prompt_tokens: 7, completion_tokens: 1 };
  const counts = `data: ${JSON.stringify({ id: 'c', choices: [], usage })}\n\n`;
  let hasLeft = false;
  const { call } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event({ content: 'hi' }) + event({}, 'stop') + (hasCounts ? counts : ''));
    response.once('close', () => (hasLeft = true));
  });
  const end = await call(() => {}, { idleTimeoutMs: 60_000 });
  expect(end).toMatchObject({ outcome: 'finished', failure: null, finishReason: 'stop' });
  expect(end.rawUsage).toEqual(hasCounts ? usage : null);
  expect(end.durationMs).toBeLessThan(20_000);
  await expect.poll(() => hasLeft, { timeout: 10_000 }).toBe(true);
});

test('what cannot be read behind reason and counts ends the stream as its end would', async () => {
  const usage = { prompt_tokens: 7, completion_tokens: 1 };
  const { call } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const told = `data: ${JSON.stringify({ id: 'c', choices: [], usage })}\n\n`;
    response.end(`${event({ content: 'hi' })}${event({}, 'stop')}${told}data: <html>\n\n`);
  });
  const end = await call(() => {});
  expect(end).toMatchObject({ outcome: 'finished', failure: null, rawUsage: usage });
});

test('a redirect is not followed', async () => {
  let asked = 0;
  const { call } = await serve((_request, response) => {
    asked += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const end = await call(() => {}, { stream: false });
  expect(end).toMatchObject({ outcome: 'failed', failure: { kind: 'reset' } });
  expect(asked).toBe(1);
});
