import { z } from 'zod';
import type { Deps } from '../deps.ts';

/** How long somebody may take at the provider's. */
export const FLOW_SECONDS = 10 * 60;

const Flow = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where to go on to; null = wherever the person belongs. */
  next: z.string().nullable(),
  /** Whose account the identity is to be linked to; null = to sign in. */
  linkTo: z.string().nullable(),
  expiresAt: z.number(),
});
export type Flow = z.infer<typeof Flow>;

/** A trip to a provider as the browser carries it: sealed, for ten minutes. */
export function sealFlow(
  deps: Pick<Deps, 'secrets' | 'now'>,
  flow: Omit<Flow, 'expiresAt'>,
): string {
  const expiresAt = deps.now().getTime() + FLOW_SECONDS * 1000;
  return deps.secrets.seal('oauth-state', JSON.stringify({ ...flow, expiresAt }));
}

/** The trip that a browser comes back from, or null when it brings none of this provider, or a late one. */
export function openFlow(
  deps: Pick<Deps, 'secrets' | 'now'>,
  { sealed, provider }: { sealed: string | null; provider: string },
): Flow | null {
  const text = sealed === null ? null : deps.secrets.open('oauth-state', sealed);
  if (text === null) return null;
  const flow = Flow.parse(JSON.parse(text));
  const isGood = flow.provider === provider && deps.now().getTime() < flow.expiresAt;
  return isGood ? flow : null;
}
