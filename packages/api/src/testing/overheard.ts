import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A provider whose requests can be read: it hears them, and passes them on. */
export type Overheard = { url: string; bodies: string[]; close(): Promise<void> };

export async function overhear(providerUrl: string): Promise<Overheard> {
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    const pass = async () => {
      const body = await buffer(request);
      bodies.push(String(body));
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const answer = await fetch(`${providerUrl}${request.url ?? ''}`, {
        method: request.method ?? 'POST',
        headers: headers as Record<string, string>,
        body,
      });
      const type = answer.headers.get('content-type') ?? '';
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
    };
    pass().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
