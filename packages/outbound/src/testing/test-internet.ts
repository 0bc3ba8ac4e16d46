import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Route } from '../ask.ts';

/** What a resolver says of each name: the first time, the second, and the last for ever. */
export type ResolvedNames = Readonly<Record<string, readonly (readonly string[])[]>>;

/** The one public address there is. */
export const SITE_ADDRESS = '93.184.215.14';
const LOOPBACK = ['127.0.0.1', '127.0.0.2', '127.1.2.3', '::1'] as const;

/**
 * An internet on this machine: one public site, names, and canaries, on the loopback addresses, which stand for all that
 * is not public. Nothing leaves the machine.
 */
export type TestInternet = {
  /** The port of the canaries, the same on each loopback address. */
  canaryPort: number;
  resolve: (name: string) => Promise<readonly string[]>;
  reroute: (route: Route) => Route;
  /** Connections to canaries and requests over them, since this was last asked. */
  takeHits(): number;
  /** What has been asked for at the site. */
  asked: { path: string; headers: NodeJS.Dict<string | string[]> }[];
  close(): Promise<void>;
};

const listen = (server: Server, port: number, host: string) =>
  new Promise<number | null>((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

export async function openTestInternet(
  names: ResolvedNames,
  site: RequestListener,
): Promise<TestInternet> {
  let hits = 0;
  const asked: TestInternet['asked'] = [];
  const servers: Server[] = [];
  const serve = (listener: RequestListener) => {
    const server = createServer(listener);
    servers.push(server);
    return server;
  };
  const canary = () =>
    serve((_request, response) => {
      hits += 1;
      response.end('a secret');
    }).on('connection', () => {
      hits += 1;
    });
  const [first, ...others] = LOOPBACK;
  const canaryPort = (await listen(canary(), 0, first)) ?? 0;
  // Some systems have no more than one loopback address; what would go to the others goes to the first.
  const listening = new Set<string>([first]);
  for (const host of others) {
    if ((await listen(canary(), canaryPort, host)) !== null) listening.add(host);
  }
  const sitePort = await listen(
    serve((request, response) => {
      asked.push({ path: request.url ?? '', headers: request.headers });
      site(request, response);
    }),
    0,
    first,
  );
  const times = new Map<string, number>();
  return {
    canaryPort,
    asked,
    resolve(name) {
      const answers = names[name];
      const time = times.get(name) ?? 0;
      times.set(name, time + 1);
      const answer = answers?.[Math.min(time, answers.length - 1)];
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('ENOTFOUND'));
    },
    reroute({ addresses }) {
      const isSite = addresses.length > 0 && addresses.every((one) => one === SITE_ADDRESS);
      if (isSite) return { addresses: [first], port: sitePort ?? 0 };
      const local = addresses.filter((one) => listening.has(one));
      return { addresses: local.length > 0 ? local : [first], port: canaryPort };
    },
    takeHits() {
      const had = hits;
      hits = 0;
      return had;
    },
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(
        servers.map((server) => new Promise((resolve) => void server.close(resolve))),
      );
    },
  };
}
