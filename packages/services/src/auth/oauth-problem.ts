import { OAuthError } from '@geko/auth/oauth-provider';
import { AppError } from '@geko/contracts/errors';
import type { Log } from '../deps.ts';

/** Why a sign-in by a provider came to nothing; the web app has a sentence for each. */
export type OAuthProblem = 'cancelled' | 'failed' | 'unavailable' | 'noEmail' | 'taken' | 'tooMany';

/** Ends a sign-in by a provider with a reason that the person is told. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly problem: OAuthProblem;

  constructor(problem: OAuthProblem) {
    super(`sign-in by a provider: ${problem}`);
    this.problem = problem;
  }
}

/** What a thrown value means to the person. What is nobody's doing here is thrown on. */
export function oauthProblemOf(
  thrown: unknown,
  { log, provider }: { log: Log; provider: string },
): OAuthProblem {
  if (thrown instanceof OAuthRefusal) return thrown.problem;
  if (thrown instanceof AppError && thrown.code === 'RATE_LIMITED') return 'tooMany';
  if (!(thrown instanceof OAuthError)) throw thrown;
  log.warn({ error: thrown, provider }, 'a sign-in by an identity provider failed');
  return thrown.reason === 'unavailable' ? 'unavailable' : 'failed';
}
