import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { watchDatabase } from './watch-database.ts';

const message = (type: string, text: string): Buffer => {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

test('counts what is waited for: a query, and the sync of an extended one, however they are cut', async () => {
  const heard: Buffer[] = [];
  const database = createServer((socket) => void socket.on('data', (bytes) => heard.push(bytes)));
  await new Promise<void>((resolve) => void database.listen(0, '127.0.0.1', resolve));
  const { port } = database.address() as AddressInfo;
  const watch = await watchDatabase(`postgres://u:p@127.0.0.1:${port}/d`);
  onTestFinished(async () => {
    await watch.stop();
    database.close();
  });
  const client = connect(Number(new URL(watch.url).port), '127.0.0.1');
  await once(client, 'connect');
  const sent = Buffer.concat([
    message('?', 'start-up').subarray(1),
    message('Q', 'begin\0'),
    message('P', '\0select $1\0'),
    message('B', '\0\0'),
    message('E', '\0'),
    message('S', ''),
    message('B', '\0named\0'),
    message('S', ''),
  ]);
  for (const byte of sent) client.write(Buffer.from([byte]));
  await expect.poll(() => Buffer.concat(heard)).toEqual(sent);
  expect(watch.trips.map(({ sql }) => sql)).toEqual(['begin', 'select $1', 'prepared named']);
});
