import type { LinkFacts } from '@geko/contracts/auth';
import type { Deps } from '../deps.ts';
import { getToken } from './one-time-token.ts';
import { addressOf, type Visitor } from './visitor.ts';

/**
 * What a link is for, and for which account, before anything is done with it.
 * @throws AppError LINK_INVALID, alike for a garbled, used, expired and foreign one; RATE_LIMITED
 */
export async function inspectLink(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'now'>,
  visitor: Visitor,
  { token }: { token: string },
): Promise<LinkFacts> {
  await deps.rateLimits.consume('verifyByAddress', addressOf(visitor));
  const kinds = ['verify_email', 'change_email', 'reset_password'] as const;
  const { kind, email } = await getToken(deps.db, { token, kinds, now: deps.now() });
  return { kind, email };
}
