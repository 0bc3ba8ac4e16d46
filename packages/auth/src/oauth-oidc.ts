import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  fetchUserInfo,
  ResponseBodyError,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import {
  isLoopback,
  newFlow,
  OAuthError,
  TIMEOUT_SECONDS,
  type OAuthProvider,
} from './oauth-provider.ts';

/** How long what an issuer says of itself is believed. */
const FRESH_MS = 60 * 60 * 1000;

/** Any OpenID Connect issuer that can be discovered; looked up at the first sign-in, again after an hour. */
export function createOidcProvider(options: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): OAuthProvider {
  const configuration = discoverLazily(options);
  return {
    async start(redirectUri) {
      const config = await configuration();
      const { flow, parameters } = await newFlow(redirectUri, 'openid email profile');
      const url = buildAuthorizationUrl(config, { ...parameters, nonce: flow.nonce });
      return { url: url.href, flow };
    },
    async finish({ url, flow }) {
      const config = await configuration();
      try {
        const tokens = await authorizationCodeGrant(config, new URL(url), {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const token = tokens.claims();
        if (!token) throw new OAuthError('refused', new Error('no ID token'));
        const { issuer, userinfo_endpoint: endpoint } = config.serverMetadata();
        const more =
          token['email'] === undefined && endpoint !== undefined
            ? await fetchUserInfo(config, tokens.access_token, token.sub)
            : {};
        return readClaims({ ...more, ...token }, `${issuer} ${token.sub}`);
      } catch (thrown) {
        throw asOAuthError(thrown);
      }
    },
  };
}

/** subject: with its issuer before it, so that another issuer under the same setting is another person. */
function readClaims(claims: Record<string, unknown>, subject: string) {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    subject,
    email: text('email'),
    isEmailVerified: claims['email_verified'] === true,
    name: text('name'),
  };
}

function discoverLazily({
  issuer,
  clientId,
  clientSecret,
}: {
  issuer: string;
  clientId: string;
  clientSecret: string;
}): () => Promise<Configuration> {
  let known: { found: Promise<Configuration>; at: number } | null = null;
  return async () => {
    if (known === null || performance.now() - known.at > FRESH_MS) {
      const found = discovery(
        new URL(issuer),
        clientId,
        clientSecret,
        byIssuersTaste(clientSecret),
        {
          timeout: TIMEOUT_SECONDS,
          execute: isLoopback(issuer) ? [allowInsecureRequests] : [],
        },
      );
      known = { found, at: performance.now() };
    }
    const mine = known;
    try {
      return await mine.found;
    } catch (cause) {
      // The next one to come asks again.
      if (known === mine) known = null;
      throw new OAuthError('unavailable', cause);
    }
  };
}

/** By the form or by the header, as the issuer says; who says nothing takes the header (OpenID Connect Discovery §3). */
function byIssuersTaste(clientSecret: string): ClientAuth {
  const [post, basic] = [ClientSecretPost(clientSecret), ClientSecretBasic(clientSecret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? [];
    const choose = methods.includes('client_secret_post') ? post : basic;
    choose(server, ...rest);
  };
}

/** What the provider said on purpose is a refusal; so is an answer that fails its checks. */
export function asOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  const isSaid =
    thrown instanceof AuthorizationResponseError || thrown instanceof ResponseBodyError;
  return new OAuthError(isSaid || !isOutage(thrown) ? 'refused' : 'unavailable', thrown);
}

/** A broken connection, a timeout, or a status that no provider gives on purpose. */
function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown ? thrown.code : undefined;
  return (
    code === 'OAUTH_TIMEOUT' ||
    code === 'OAUTH_ABORT' ||
    code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' ||
    thrown instanceof TypeError ||
    thrown.name === 'TimeoutError'
  );
}
