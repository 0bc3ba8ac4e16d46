import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const paths = [
  '/api/chat',
  '/api/chat/retry',
  '/api/chat/turns/x/stream?workspaceId=x',
  '/api/trpc/auth.login',
  '/api/trpc/auth.me,auth.me?batch=1',
  '/api/trpc/%E0%A4%A',
  '/health',
  '/w/x/c/%00',
  '/sign-in?next=%0d%0aSet-Cookie:x=y',
];

/** Bytes that look like chance and are the same in every run. */
function noise(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** One request, byte by byte: broken in a way that its number decides. */
function requestOf(path: string, seed: number): { line: string; bytes: Buffer } {
  const body =
    [
      noise(seed, seed * 7),
      Buffer.from(`{"json":${'['.repeat(seed * 100)}`),
      Buffer.from(
        JSON.stringify({
          workspaceId: '\u0000',
          message: { text: noise(seed, 40).toString('latin1') },
        }),
      ),
      Buffer.from('{"json":{"__proto__":{"isAdmin":true}}}'),
      Buffer.alloc(0),
    ][seed % 5] ?? Buffer.alloc(0);
  const length = seed % 7 === 0 ? body.length + 10_000 : body.length;
  const method = ['POST', 'POST', 'GET', 'PUT', 'BREW'][seed % 5] ?? 'POST';
  const line = `${method} ${path}`;
  const cookie = `geko_session=${noise(seed, 20).toString('base64url')}`;
  const head = [
    `${line} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Cookie: ${cookie}`,
    `X-Noise: ${'x'.repeat(seed % 11 === 0 ? 70_000 : 10)}`,
    seed % 13 === 0 ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`,
    `Content-Type: ${['application/json', 'text/plain', 'multipart/form-data; boundary=x'][seed % 3] ?? ''}`,
    'Connection: close',
  ];
  return { line, bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]) };
}

/** Status of the answer; null when the connection ended, or was ended by us, without one. */
async function send(port: number, request: Buffer, patienceMs: number): Promise<number | null> {
  let answer = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(request));
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  await Promise.race([closed, sleep(patienceMs)]);
  socket.destroy();
  const status = /^HTTP\/1\.1 (\d{3})/u.exec(answer)?.[1];
  return status === undefined ? null : Number(status);
}

export type Thrown = {
  /** Method and path. */
  line: string;
  /** null: none was told, or we left before. */
  status: number | null;
};

/**
 * Sends `times` broken requests to every kind of path over sockets of their own, a few at once; some are left in the
 * middle. Returns what was answered.
 */
export async function throwGarbage(port: number, times: number): Promise<Thrown[]> {
  const answers: Thrown[] = [];
  for (const path of paths) {
    const seeds = Array.from({ length: times }, (_, index) => index);
    while (seeds.length > 0) {
      const some = seeds.splice(0, 10).map(async (seed) => {
        const { line, bytes } = requestOf(path, seed);
        return { line, status: await send(port, bytes, seed % 7 === 0 ? 150 : 5_000) };
      });
      answers.push(...(await Promise.all(some)));
    }
  }
  return answers;
}
