import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with one request; each is used up by one. */
export type FileFault =
  /** The connection breaks after so many bytes of the answer. */
  | { kind: 'cut'; afterBytes: number }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  /** So many bytes, then nothing more. */
  | { kind: 'silent'; afterBytes: number }
  /** In pieces, with a pause before each. */
  | { kind: 'slow'; pieceBytes: number; pauseMs: number }
  | { kind: 'ignores_range' }
  /** From another byte than was asked for. */
  | { kind: 'other_range' }
  | { kind: 'other_bytes'; bytes: Buffer; saysLength: boolean };

export type FileServer = {
  url: string;
  faults: FileFault[];
  /** The Range of each request; null = there was none. */
  ranges: (string | null)[];
  close(): Promise<void>;
};

/** Serves one file over HTTP with Range on loopback. */
export async function serveFile(bytes: Buffer): Promise<FileServer> {
  const faults: FileFault[] = [];
  const ranges: (string | null)[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range ?? null;
    ranges.push(range);
    void answer(bytes, range, faults.shift() ?? null, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/tiny.gguf`,
    faults,
    ranges,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(
  bytes: Buffer,
  range: string | null,
  fault: FileFault | null,
  response: ServerResponse,
): Promise<void> {
  if (fault?.kind === 'status') {
    response.writeHead(fault.status, fault.headers).end();
    return;
  }
  if (fault?.kind === 'other_bytes') {
    const { bytes: other, saysLength } = fault;
    if (saysLength) response.writeHead(200, { 'content-length': other.length });
    // In two pieces: of one alone Node says the length by itself.
    response.write(other.subarray(0, 1));
    response.end(other.subarray(1));
    return;
  }
  const [, asked] = /^bytes=(\d+)-$/u.exec(range ?? '') ?? [];
  const from = asked === undefined || fault?.kind === 'ignores_range' ? null : Number(asked);
  if (from !== null && from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const begin = fault?.kind === 'other_range' ? (from ?? 0) + 1 : (from ?? 0);
  const body = bytes.subarray(begin);
  response.writeHead(from === null ? 200 : 206, {
    'content-length': body.length,
    ...(from !== null && { 'content-range': `bytes ${begin}-${bytes.length - 1}/${bytes.length}` }),
  });
  await send(body, fault, response);
}

async function send(body: Buffer, fault: FileFault | null, response: ServerResponse) {
  switch (fault?.kind) {
    case 'cut':
      // What was sent shall arrive before the reset does.
      response.write(body.subarray(0, fault.afterBytes));
      await sleep(50);
      response.destroy();
      return;
    case 'silent':
      response.write(body.subarray(0, fault.afterBytes));
      return;
    case 'slow':
      for (let at = 0; at < body.length && !response.destroyed; at += fault.pieceBytes) {
        await sleep(fault.pauseMs);
        response.write(body.subarray(at, at + fault.pieceBytes));
      }
      response.end();
      return;
    default:
      response.end(body);
  }
}
