import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import { listenLocally } from './listen-locally.ts';

/** What an issuer knows of somebody. */
export type IssuedPerson = { sub: string; email?: string; email_verified?: boolean; name?: string };

export type OidcIssuer = {
  url: string;
  /** Who sits before the issuer's sign-in page; they agree to everything. null = they say no. */
  person: IssuedPerson | null;
  close(): Promise<void>;
};

/** A real OpenID Connect issuer (oidc-provider) over a real socket, with one client that must use PKCE. */
export async function openOidcIssuer(client: {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}): Promise<OidcIssuer> {
  const socket = await listenLocally();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const people = new Map<string, IssuedPerson>();
  const issuer: OidcIssuer = { url: socket.url, person: null, close: socket.close };
  const provider = new Provider(socket.url, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientAuthMethods: ['client_secret_basic'],
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [key] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
  });
  const answer = provider.callback();
  socket.serve((request, response) => {
    const isPage = request.url?.startsWith('/interaction/') === true;
    if (!isPage) return void answer(request, response);
    void interact().catch((error: unknown) => response.destroy(error as Error));
    async function interact() {
      const { person } = issuer;
      if (person === null) {
        const denied = { error: 'access_denied', error_description: 'no' };
        return provider.interactionFinished(request, response, denied);
      }
      people.set(person.sub, person);
      const { params } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({
        accountId: person.sub,
        clientId: String(params['client_id']),
      });
      grant.addOIDCScope(String(params['scope']));
      const grantId = await grant.save();
      const result = { login: { accountId: person.sub }, consent: { grantId } };
      return provider.interactionFinished(request, response, result);
    }
  });
  return issuer;
}
