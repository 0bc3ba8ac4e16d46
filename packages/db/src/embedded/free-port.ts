import { createServer } from 'node:net';

/**
 * Takes a TCP port of 127.0.0.1 for a moment and gives it back.
 * @param wanted the port to try; 0 = any free one.
 * @returns the port, or null when `wanted` is taken.
 */
export async function tryPort(wanted: number): Promise<number | null> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : null;
      server.close(() => resolve(port));
    });
  });
}

/** The port asked for when it is free, otherwise any free one. */
export async function choosePort(wanted: number | null): Promise<number> {
  const port = (wanted === null ? null : await tryPort(wanted)) ?? (await tryPort(0));
  if (port === null) throw new Error('No free TCP port on 127.0.0.1.');
  return port;
}
