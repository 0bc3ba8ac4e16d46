import { IdentityProvider } from '@geko/contracts/auth';
import type { Deps } from '../deps.ts';
import { linkIdentity } from './link-identity.ts';
import type { Flow } from './oauth-flow.ts';
import { OAuthRefusal } from './oauth-problem.ts';
import { signInByIdentity } from './sign-in-by-identity.ts';
import { callbackUrl } from './start-oauth.ts';
import { addressOf, type Visitor } from './visitor.ts';

/**
 * Ends a trip to a provider. Says where to go on to, and gives the cookie of a session that began.
 * search: what the provider put behind the callback's address.
 * @throws OAuthRefusal, OAuthError, AppError RATE_LIMITED
 */
export async function finishOAuth(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'oauth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  visitor: Visitor,
  { flow, search }: { flow: Flow; search: string },
): Promise<{ to: string; cookie: string | null }> {
  await deps.rateLimits.consume('oauthByAddress', addressOf(visitor));
  if (new URLSearchParams(search).get('error') === 'access_denied') {
    throw new OAuthRefusal('cancelled');
  }
  const { provider: id, linkTo, next } = flow;
  const provider = IdentityProvider.parse(id);
  const person = await deps.oauth.finish(provider, {
    url: `${callbackUrl(deps, provider)}${search}`,
    flow,
  });
  if (person === null) throw new OAuthRefusal('failed');
  if (linkTo === null) return signInByIdentity(deps, visitor, { provider, person, next });
  const me = visitor.principal;
  // Whoever began it must be who ends it.
  if (me?.onlyWorkspaceId !== null || me.userId !== linkTo) throw new OAuthRefusal('failed');
  await deps.db.transaction((tx) =>
    linkIdentity(tx, deps, { userId: linkTo, request: visitor.request, provider, person }),
  );
  return { to: `/account/security?linked=${provider}`, cookie: null };
}
