import { eq } from 'drizzle-orm';
import type { ChangeEmail } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import { endTokens, issueToken } from '../auth/one-time-token.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { assertProof } from './assert-proof.ts';

type Who = { me: Principal; request: RequestFacts };

/**
 * Mails a link to the new address; the account changes when it is followed. A taken address gets the same answer: its
 * owner is told that they have an account.
 * @throws AppError BAD_REQUEST (field email), INVALID_CREDENTIALS (field password), CONFIRM_IDENTITY, RATE_LIMITED
 */
export async function changeEmail(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { me, request }: Who,
  { email, password }: ChangeEmail,
): Promise<void> {
  await assertProof(deps, me, { password });
  const refuse = (message: string) =>
    new AppError('BAD_REQUEST', { field: 'email', message: `email: ${message}.` });
  if (email === me.email) throw refuse('is your address already');
  if (deps.mail === 'none') throw refuse('cannot be changed: this installation sends no mail');
  const { userId, locale } = me;
  await deps.rateLimits.consume('verifyMailByAccount', userId);
  const { publicUrl } = deps;
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    await endTokens(tx, { userId, kinds: ['change_email'], now });
    const token = await issueToken(tx, deps, { kind: 'change_email', userId, email });
    const [owner] = await tx
      .select({ name: users.name, locale: users.locale })
      .from(users)
      .where(eq(users.email, email));
    if (owner) {
      const signInUrl = `${publicUrl}/sign-in`;
      const data = { name: owner.name, signInUrl, resetUrl: `${publicUrl}/reset-password` };
      await queueMail(tx, deps, { kind: 'account_exists', to: email, locale: owner.locale, data });
    } else {
      const data = { name: me.name, url: `${publicUrl}/confirm-email/${token}` };
      await queueMail(tx, deps, { kind: 'change_email', to: email, locale, data });
    }
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.change_email', after: 'asked' },
    );
  });
}

/** Gives up a change of address that waits for its link. */
export async function cancelEmailChange(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { me: { userId }, request }: Who,
): Promise<void> {
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    await endTokens(tx, { userId, kinds: ['change_email'], now });
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.change_email', after: 'cancelled' },
    );
  });
}
