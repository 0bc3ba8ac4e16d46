import { eq } from 'drizzle-orm';
import { countryOf } from '@geko/auth/country-of';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { readDevice } from '@geko/domain/read-device';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { Visitor } from './visitor.ts';

type SessionDeps = Pick<Deps, 'auth' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>;

/**
 * Signs a person in, in the verb's own transaction; the session that came along ends (an access token is none). Returns
 * the cookie to send. A device or country that none of their live sessions has is told them by mail, where they have shown that mail reaches
 * them. isFirst: the account begins with this sign-in, so there is nothing to compare with.
 */
export async function startSession(
  tx: Tx,
  deps: SessionDeps,
  visitor: Visitor,
  { userId, isFirst = false }: { userId: string; isFirst?: boolean },
): Promise<string> {
  const { auth, newId } = deps;
  const { request, principal } = visitor;
  const now = deps.now();
  if (!isFirst) await tellOfNewDevice(tx, deps, visitor, userId);
  if (principal?.onlyWorkspaceId === null)
    await auth.revoke(principal.sessionId, principal.userId, tx);
  const { userAgent, address } = request;
  const { cookie } = await auth.createSession({ userId, userAgent, address, now, tx });
  await writeAccountAudit(
    { tx, userId, actorId: userId, now, newId, request },
    { action: 'account.sign_in' },
  );
  return cookie;
}

async function tellOfNewDevice(
  tx: Tx,
  deps: SessionDeps,
  { request }: Visitor,
  userId: string,
): Promise<void> {
  if (deps.mail === 'none') return;
  const [person] = await tx
    .select({
      email: users.email,
      name: users.name,
      locale: users.locale,
      emailVerifiedAt: users.emailVerifiedAt,
    })
    .from(users)
    .where(eq(users.id, userId));
  if (!person || person.emailVerifiedAt === null) return;
  const markOf = ({ userAgent, address }: Pick<RequestFacts, 'userAgent' | 'address'>) => {
    const device = readDevice(userAgent);
    const name = device === null ? userAgent : `${device.browser} ${device.system}`;
    return `${name ?? ''} ${countryOf(address) ?? ''}`;
  };
  const known = await deps.auth.listSessions(userId, tx);
  if (known.some((session) => markOf(session) === markOf(request))) return;
  await queueMail(tx, deps, {
    kind: 'new_sign_in',
    to: person.email,
    locale: person.locale,
    data: {
      name: person.name,
      device: readDevice(request.userAgent),
      address: request.address,
      at: deps.now().toISOString(),
      securityUrl: `${deps.publicUrl}/account/security`,
    },
  });
}
