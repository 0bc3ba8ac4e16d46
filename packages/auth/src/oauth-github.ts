import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  Configuration,
} from 'openid-client';
import { asOAuthError } from './oauth-oidc.ts';
import {
  isLoopback,
  newFlow,
  OAuthError,
  TIMEOUT_SECONDS,
  type OAuthPerson,
  type OAuthProvider,
} from './oauth-provider.ts';

const PUBLIC_URL = 'https://github.com';

/** GitHub, or a GitHub Enterprise server at another address: OAuth 2 without OpenID Connect, facts by its REST API. */
export function createGithubProvider({
  url,
  clientId,
  clientSecret,
}: {
  url: string;
  clientId: string;
  clientSecret: string;
}): OAuthProvider {
  const home = url.replace(/\/+$/u, '');
  const api = home === PUBLIC_URL ? 'https://api.github.com' : `${home}/api/v3`;
  const config = new Configuration(
    {
      issuer: `${home}/login/oauth`,
      authorization_endpoint: `${home}/login/oauth/authorize`,
      token_endpoint: `${home}/login/oauth/access_token`,
    },
    clientId,
    clientSecret,
  );
  config.timeout = TIMEOUT_SECONDS;
  if (isLoopback(home)) allowInsecureRequests(config);
  return {
    async start(redirectUri) {
      const { flow, parameters } = await newFlow(redirectUri, 'read:user user:email');
      return { url: buildAuthorizationUrl(config, parameters).href, flow };
    },
    async finish({ url: current, flow }) {
      try {
        const { access_token: token } = await authorizationCodeGrant(config, new URL(current), {
          expectedState: flow.state,
          pkceCodeVerifier: flow.verifier,
        });
        return await whoHolds(api, token);
      } catch (thrown) {
        throw asOAuthError(thrown);
      }
    },
  };
}

async function whoHolds(api: string, token: string): Promise<OAuthPerson> {
  const user = fieldsOf(await ask(`${api}/user`, token));
  const emails = await ask(`${api}/user/emails`, token);
  const primary = (Array.isArray(emails) ? emails : [])
    .map(fieldsOf)
    .find(({ primary: is }) => is === true);
  const { id, login, name } = user;
  if (typeof id !== 'number') throw new OAuthError('unavailable', new Error('no user id'));
  const email = primary?.['email'];
  return {
    subject: String(id),
    email: typeof email === 'string' ? email : null,
    isEmailVerified: primary?.['verified'] === true,
    name:
      [name, login].find((text): text is string => typeof text === 'string' && text !== '') ?? null,
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

async function ask(url: string, token: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'Geko',
    },
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    redirect: 'error',
  });
  if (!response.ok) throw new OAuthError('unavailable', new Error(`status ${response.status}`));
  return response.json();
}
