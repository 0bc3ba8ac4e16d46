import type { SignInOptions } from '@geko/contracts/auth';
import type { Deps } from '../deps.ts';

/** The ways to sign in that this installation has set up, for pages to offer. */
export function signInOptions(deps: Pick<Deps, 'oauth' | 'mail'>): SignInOptions {
  return { providers: [...deps.oauth.providers], hasMail: deps.mail !== 'none' };
}
