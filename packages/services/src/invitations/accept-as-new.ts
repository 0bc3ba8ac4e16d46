import { hashPassword } from '@geko/auth/passwords';
import { AppError } from '@geko/contracts/errors';
import type { AcceptAsNew, Accepted } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { sendVerification } from '../auth/send-verification.ts';
import { startSession } from '../auth/start-session.ts';
import { addressOf, type SignInOutcome, type Visitor } from '../auth/visitor.ts';
import type { Deps } from '../deps.ts';
import { getOpenInvitation } from './find-invitation.ts';
import { joinByInvitation } from './join-by-invitation.ts';

/**
 * Makes an account and its owner a member, and signs them in. The address is the invited one, confirmed when the link
 * came by its mail; a link for whoever holds it asks for one, which a mail then asks to confirm.
 * @throws AppError LINK_INVALID, REGISTRATION_REFUSED (the address has an account; the invitation stays good),
 * BAD_REQUEST (no address), RATE_LIMITED
 */
export async function acceptAsNew(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'secrets' | 'rateLimits' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  visitor: Visitor,
  input: AcceptAsNew,
): Promise<SignInOutcome<Accepted>> {
  await deps.rateLimits.consume('invitationByAddress', addressOf(visitor));
  const found = await getOpenInvitation(deps.db, deps, input.token);
  const email = found.email ?? input.email;
  if (email === undefined) {
    throw new AppError('BAD_REQUEST', { field: 'email', message: 'email: must be given.' });
  }
  const passwordHash = await hashPassword(input.password);
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const userId = deps.newId();
    const { name } = input;
    const emailVerifiedAt = found.isFromMail ? now : null;
    const made = await tx
      .insert(users)
      .values({ id: userId, email, emailVerifiedAt, name, passwordHash, createdAt: now })
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id, locale: users.locale });
    const [person] = made;
    if (!person) throw new AppError('REGISTRATION_REFUSED');
    await joinByInvitation(tx, deps, found, { userId, request: visitor.request });
    const { locale } = person;
    if (!found.isFromMail) await sendVerification(tx, deps, { userId, email, name, locale });
    const cookie = await startSession(tx, deps, visitor, { userId, isFirst: true });
    return { result: { userId, workspaceId: found.workspaceId }, cookie };
  });
}
