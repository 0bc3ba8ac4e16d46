import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { listenLocally } from './listen-locally.ts';

export type GithubPerson = {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean }[];
};

export type GithubDouble = { url: string; person: GithubPerson | null; close(): Promise<void> };

/** The few doors of a GitHub Enterprise server that signing in goes through, as GitHub's documentation describes them. */
export async function openGithubDouble(client: {
  clientId: string;
  clientSecret: string;
}): Promise<GithubDouble> {
  const socket = await listenLocally();
  const double: GithubDouble = { url: socket.url, person: null, close: socket.close };
  const codes = new Map<string, { challenge: string; redirectUri: string; person: GithubPerson }>();
  const tokens = new Map<string, GithubPerson>();
  socket.serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', socket.url);
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const authorize = () => {
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', searchParams.get('state') ?? '');
      if (double.person === null) back.searchParams.set('error', 'access_denied');
      else {
        const code = randomUUID();
        const challenge = searchParams.get('code_challenge') ?? '';
        const redirectUri = searchParams.get('redirect_uri') ?? '';
        codes.set(code, { challenge, redirectUri, person: double.person });
        back.searchParams.set('code', code);
      }
      response.writeHead(302, { location: back.href }).end();
    };
    const exchange = async () => {
      const sent = new URLSearchParams(await text(request));
      const code = sent.get('code') ?? '';
      const known = codes.get(code);
      codes.delete(code);
      const verifier = sent.get('code_verifier') ?? '';
      const isRight =
        known !== undefined &&
        sent.get('client_id') === client.clientId &&
        sent.get('client_secret') === client.clientSecret &&
        sent.get('redirect_uri') === known.redirectUri &&
        createHash('sha256').update(verifier).digest('base64url') === known.challenge;
      // GitHub says so with status 200.
      if (!isRight) return json({ error: 'bad_verification_code', error_description: 'no' });
      const token = `gho_${randomUUID()}`;
      tokens.set(token, known.person);
      return json({ access_token: token, token_type: 'bearer', scope: 'read:user,user:email' });
    };
    const person = tokens.get(request.headers.authorization?.replace(/^Bearer /u, '') ?? '');
    if (pathname === '/login/oauth/authorize') authorize();
    else if (pathname === '/login/oauth/access_token') void exchange();
    else if (!person) json({ message: 'Bad credentials' }, 401);
    else if (pathname === '/api/v3/user')
      json({ id: person.id, login: person.login, name: person.name });
    else if (pathname === '/api/v3/user/emails') json(person.emails);
    else json({ message: 'Not Found' }, 404);
  });
  return double;
}
