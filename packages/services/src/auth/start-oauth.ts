import type { Deps } from '../deps.ts';
import { sealFlow } from './oauth-flow.ts';
import { OAuthRefusal } from './oauth-problem.ts';
import { addressOf, type Visitor } from './visitor.ts';

/** Where the provider sends people back to. */
export const callbackUrl = (deps: Pick<Deps, 'publicUrl'>, provider: string): string =>
  `${deps.publicUrl}/api/auth/${encodeURIComponent(provider)}/callback`;

/**
 * Begins a trip to a provider: the address to send somebody to, and what their browser carries meanwhile.
 * isLink: to link the identity to the account of the signed-in person, instead of signing in.
 * @throws OAuthRefusal, OAuthError, AppError RATE_LIMITED
 */
export async function startOAuth(
  deps: Pick<Deps, 'oauth' | 'rateLimits' | 'secrets' | 'publicUrl' | 'now'>,
  visitor: Visitor,
  { provider, next, isLink }: { provider: string; next: string | null; isLink: boolean },
): Promise<{ url: string; flow: string }> {
  await deps.rateLimits.consume('oauthByAddress', addressOf(visitor));
  const me = visitor.principal;
  if (isLink && me?.onlyWorkspaceId !== null) throw new OAuthRefusal('failed');
  const started = await deps.oauth.start(provider, callbackUrl(deps, provider));
  if (started === null) throw new OAuthRefusal('failed');
  const linkTo = isLink && me ? me.userId : null;
  return { url: started.url, flow: sealFlow(deps, { provider, next, linkTo, ...started.flow }) };
}
