import { createServer } from 'node:net';

/** Thrown when the web app's port belongs to another program. */
export class PortTaken extends Error {
  constructor(port: number, reason: string) {
    super(
      reason === 'EACCES'
        ? `Port ${port} needs more rights than this user has. Choose another one: PORT=3000 npm start`
        : `Port ${port} is in use by another program. Stop that program, or choose another port: PORT=${port + 1} npm start`,
    );
    this.name = 'PortTaken';
  }
}

async function tryListen(port: number, host: string | undefined): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, ...(host !== undefined && { host }), exclusive: true }, () => {
      const address = server.address();
      const chosen = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}

/**
 * Makes sure that the web app can listen on `port`, on every interface and on 127.0.0.1.
 * @throws PortTaken with what to do.
 */
export async function requirePort(port: number): Promise<void> {
  try {
    await tryListen(port, undefined);
    await tryListen(port, '127.0.0.1');
  } catch (error) {
    throw new PortTaken(port, (error as NodeJS.ErrnoException).code ?? '');
  }
}

/** A free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  return await tryListen(0, '127.0.0.1');
}
