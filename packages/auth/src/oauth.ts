import type { IdentityProvider } from '@geko/contracts/auth';
import { createGithubProvider } from './oauth-github.ts';
import { createOidcProvider } from './oauth-oidc.ts';
import type { OAuthFlow, OAuthPerson, OAuthProvider } from './oauth-provider.ts';

type Client = { clientId: string; clientSecret: string };

/** Accounts elsewhere that may sign people in; null = not set up. */
export type OAuthSettings = {
  google: Client | null;
  github: (Client & { url: string }) | null;
  oidc: (Client & { issuer: string; name: string }) | null;
};

export type OAuth = {
  /** Those that are set up, as pages offer them. */
  providers: readonly { id: IdentityProvider; name: string }[];
  /**
   * Where to send somebody, and what to remember of it until they come back; null for a provider that is not set up.
   * @throws OAuthError
   */
  start(id: string, redirectUri: string): Promise<{ url: string; flow: OAuthFlow } | null>;
  /**
   * Who came back; null for a provider that is not set up. url: the redirect URI with what the provider put behind it.
   * @throws OAuthError
   */
  finish(id: string, options: { url: string; flow: OAuthFlow }): Promise<OAuthPerson | null>;
};

const GOOGLE_ISSUER = 'https://accounts.google.com';

/** Ways to sign in by an account elsewhere. Looks nobody up before somebody wants to sign in. */
export function createOAuth(settings: OAuthSettings): OAuth {
  const { google, github, oidc } = settings;
  const known = new Map<string, OAuthProvider & { id: IdentityProvider; name: string }>();
  if (google) {
    const provider = createOidcProvider({ ...google, issuer: GOOGLE_ISSUER });
    known.set('google', { id: 'google', name: 'Google', ...provider });
  }
  if (github) {
    known.set('github', { id: 'github', name: 'GitHub', ...createGithubProvider(github) });
  }
  if (oidc) known.set('oidc', { id: 'oidc', name: oidc.name, ...createOidcProvider(oidc) });
  return {
    providers: [...known.values()].map(({ id, name }) => ({ id, name })),
    start: async (id, redirectUri) => (await known.get(id)?.start(redirectUri)) ?? null,
    finish: async (id, options) => (await known.get(id)?.finish(options)) ?? null,
  };
}
