import {
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';

/** What must come back from a trip to a provider as it went, and what must not leave this side. */
export type OAuthFlow = { state: string; nonce: string; verifier: string };

/** Whom a provider vouches for. */
export type OAuthPerson = {
  /** Their id there, which never changes hands. */
  subject: string;
  email: string | null;
  /** Whether the provider says that mail to the address reaches them. */
  isEmailVerified: boolean;
  name: string | null;
};

export type OAuthProvider = {
  start(redirectUri: string): Promise<{ url: string; flow: OAuthFlow }>;
  finish(options: { url: string; flow: OAuthFlow }): Promise<OAuthPerson>;
};

const BRAND = Symbol.for('geko.OAuthError');

/**
 * unavailable: the provider cannot be reached or makes no sense. refused: it, or the person there, said no. A bundler may
 * put several copies of this class into one process, so `instanceof` goes by a mark that all of them know.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly [BRAND] = true;
  readonly reason: 'unavailable' | 'refused';

  constructor(reason: 'unavailable' | 'refused', cause: unknown) {
    super(`the identity provider: ${reason}`, { cause });
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): value is OAuthError {
    return value instanceof Error && BRAND in value;
  }
}

/** Longest wait for a provider's answer, in seconds: somebody stands before an empty page meanwhile. */
export const TIMEOUT_SECONDS = 8;

/** A new flow, and the parameters of the authorization request that go with it (RFC 7636, OpenID Connect Core §3.1.2). */
export async function newFlow(
  redirectUri: string,
  scope: string,
): Promise<{ flow: OAuthFlow; parameters: Record<string, string> }> {
  const flow = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
  };
  const parameters = {
    redirect_uri: redirectUri,
    scope,
    state: flow.state,
    code_challenge: await calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
  };
  return { flow, parameters };
}

/** Http is for a provider on this machine only: elsewhere tokens would travel in the clear. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u.test(hostname);
  return protocol === 'http:' && isLocal;
}
