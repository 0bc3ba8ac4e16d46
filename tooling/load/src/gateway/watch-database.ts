import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** One wait for the database's answer. */
export type RoundTrip = { at: number; sql: string };

export type DatabaseWatch = {
  /** The database's address, by way of the watch. */
  url: string;
  /** All waits so far, by the clock of performance.now(). */
  trips: RoundTrip[];
  stop: () => Promise<void>;
};

/**
 * Stands between a server and its Postgres and notes each time that an answer is waited for: a simple query, or the Sync
 * that ends an extended one. What the wire says cannot be forgotten, as a statement in a log can (BEGIN, COMMIT).
 */
export async function watchDatabase(databaseUrl: string): Promise<DatabaseWatch> {
  const target = new URL(databaseUrl);
  const trips: RoundTrip[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    const reader = new FrontendReader((sql) => trips.push({ at: performance.now(), sql }));
    client.on('data', (bytes) => {
      reader.add(bytes);
      database.write(bytes);
    });
    database.on('data', (bytes) => void client.write(bytes));
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.setNoDelay(true);
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    trips,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const [QUERY, PARSE, BIND, SYNC] = ['Q', 'P', 'B', 'S'];

/** Reads what a client sends to Postgres, however the network has cut it. */
class FrontendReader {
  private rest: Buffer = Buffer.alloc(0);
  private hasBegun = false;
  private said: string[] = [];
  private readonly onTrip: (sql: string) => void;

  constructor(onTrip: (sql: string) => void) {
    this.onTrip = onTrip;
  }

  add(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      // The first message has no type.
      const head = this.hasBegun ? 1 : 0;
      if (this.rest.length < head + 4) return;
      const end = head + this.rest.readInt32BE(head);
      if (this.rest.length < end) return;
      if (this.hasBegun)
        this.take(String.fromCharCode(this.rest[0] ?? 0), this.rest.subarray(5, end));
      this.hasBegun = true;
      this.rest = this.rest.subarray(end);
    }
  }

  private take(type: string, body: Buffer): void {
    const texts = () => body.toString('utf8').split('\0');
    if (type === QUERY) this.onTrip(texts()[0] ?? '');
    if (type === PARSE) this.said.push(texts()[1] ?? '');
    if (type === BIND && this.said.length === 0) this.said.push(`prepared ${texts()[1]}`);
    if (type === SYNC) this.onTrip(this.said.splice(0).join('; '));
  }
}
