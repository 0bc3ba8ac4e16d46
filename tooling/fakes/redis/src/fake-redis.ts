import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createKeyspace } from './keyspace.ts';
import { encodeReply, takeCommands, type Reply } from './resp.ts';

/** slow: answers after so many ms. silent: takes commands and never answers. reset: breaks the connection off instead. */
type Fault = 'none' | 'silent' | 'reset' | { slowMs: number };

/**
 * A double of Redis over a real socket: the few commands that Geko sends, and MULTI. It has its own clock, which `pass`
 * moves on, and faults on demand.
 */
export async function startFakeRedis() {
  let shiftMs = 0;
  let fault: Fault = 'none';
  const keyspace = createKeyspace(() => Date.now() + shiftMs);
  const sockets = new Set<Socket>();
  const log: string[] = [];

  const serve = (socket: Socket): void => {
    let rest: Buffer = Buffer.alloc(0);
    let queued: string[][] | null = null;
    /** Answers go out in their order, however slowly. */
    let said = Promise.resolve();
    const answer = ([name = '', ...args]: string[]): Reply => {
      const command = name.toUpperCase();
      log.push(command);
      if (command === 'HELLO' || command === 'CLIENT' || command === 'SELECT' || command === 'AUTH')
        return { simple: 'OK' };
      if (command === 'PING') return { simple: 'PONG' };
      if (command === 'MULTI') {
        queued = [];
        return { simple: 'OK' };
      }
      if (command === 'EXEC') {
        const commands = queued ?? [];
        queued = null;
        return commands.map(([each = '', ...rest]) => keyspace.run(each.toUpperCase(), rest));
      }
      if (queued === null) return keyspace.run(command, args);
      queued.push([name, ...args]);
      return { simple: 'QUEUED' };
    };
    const hear = (arrived: Buffer): void => {
      const taken = takeCommands(Buffer.concat([rest, arrived]));
      rest = taken.rest;
      if (fault === 'reset') {
        socket.resetAndDestroy();
        return;
      }
      if (fault === 'silent') return;
      const text = taken.commands.map((command) => encodeReply(answer(command))).join('');
      const slowMs = typeof fault === 'object' ? fault.slowMs : 0;
      said = said
        .then(() => (slowMs === 0 ? undefined : setTimeout(slowMs)))
        .then(() => void (socket.writable && socket.write(text)));
    };
    sockets.add(socket);
    socket.on('data', hear);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };

  let server = createServer(serve);
  const open = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await open(0);
  return {
    url: `redis://127.0.0.1:${port}`,
    /** The names of the commands that came, in their order. */
    log,
    fail(next: Fault): void {
      fault = next;
    },
    /** Lets time pass for what expires. */
    pass(ms: number): void {
      shiftMs += ms;
    },
    /** A command as redis-cli would send it. */
    run: (name: string, ...args: string[]) => keyspace.run(name, args),
    /** Gone, as when its machine is; `start` brings it back with what it knew. */
    stop,
    async start(): Promise<void> {
      server = createServer(serve);
      await open(port);
    },
  };
}
