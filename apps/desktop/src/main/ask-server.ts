import { z } from 'zod';

/** Electron's `session.fetch`: with the cookies of the pages, by the system's proxy. */
export type SessionFetch = (url: string, init: RequestInit) => Promise<Response>;

/** That the server answered, and did not do it. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export type Server = {
  /** Calls a procedure that changes something. @throws ServerRefusal; another Error when it cannot be reached */
  call(procedure: string, input: unknown): Promise<void>;
  /** Whether it answers at all. */
  isUp(): Promise<boolean>;
};

/** What a refusal says (the envelope of `packages/contracts`), for logs. */
const Refused = z.object({
  error: z.object({ json: z.object({ data: z.object({ geko: z.object({ code: z.string() }) }) }) }),
});

const PATIENCE_MS = 15_000;

/** The app's server, as the main process talks to it. origin: without a slash at the end. */
export function createServerDoor(fetch: SessionFetch, origin: string): Server {
  return {
    async call(procedure, input) {
      const response = await fetch(`${origin}/api/trpc/${procedure}`, {
        method: 'POST',
        // A write that may bring a cookie shows where it comes from.
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ json: input }),
        credentials: 'include',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (response.ok) return;
      const refused = Refused.safeParse(await response.json().catch(() => null));
      const code = refused.success ? refused.data.error.json.data.geko.code : 'no reason given';
      throw new ServerRefusal(`${procedure}: ${response.status}, ${code}`, response.status);
    },
    async isUp() {
      try {
        const response = await fetch(`${origin}/health`, {
          cache: 'no-store',
          redirect: 'error',
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        return response.ok;
      } catch {
        return false;
      }
    },
  };
}
