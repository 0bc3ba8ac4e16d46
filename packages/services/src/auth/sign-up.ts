import { eq } from 'drizzle-orm';
import { hashPassword } from '@geko/auth/passwords';
import type { Register, RegisterResult } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { createOwner, type NewOwner } from './create-owner.ts';
import { sendVerification } from './send-verification.ts';
import { startSession } from './start-session.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

type SignUpDeps = Pick<
  Deps,
  'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
>;
type Owner = Register & { passwordHash: string };

/**
 * Registers a company. With a mail server the answer is the same for a new and a taken address, and so is the work;
 * a mail says how to go on. Without one the new owner is signed in, and a taken address is refused.
 * @throws AppError REGISTRATION_REFUSED, RATE_LIMITED
 */
export async function signUp(
  deps: SignUpDeps,
  visitor: Visitor,
  input: Register,
): Promise<SignInOutcome<RegisterResult>> {
  await deps.rateLimits.consume('registerByAddress', addressOf(visitor));
  await deps.rateLimits.consume('registerByAccount', input.email);
  const owner = { ...input, passwordHash: await hashPassword(input.password) };
  if (deps.mail === 'smtp') {
    await deps.db.transaction(async (tx) => {
      const made = await begin(tx, deps, visitor, owner);
      if (made === null) await tellOfAttempt(tx, deps, visitor, owner);
    });
    return { result: { status: 'confirm_email' }, cookie: null };
  }
  return deps.db.transaction(async (tx) => {
    const made = await begin(tx, deps, visitor, owner);
    if (made === null) throw new AppError('REGISTRATION_REFUSED');
    const cookie = await startSession(tx, deps, visitor, { userId: made.userId, isFirst: true });
    return { result: { status: 'signed_in', ...made }, cookie };
  });
}

/** The owner with everything that belongs to them, and the mail that asks to confirm the address. */
async function begin(
  tx: Tx,
  deps: SignUpDeps,
  { request }: Visitor,
  input: Owner,
): Promise<NewOwner | null> {
  const made = await createOwner(tx, deps, { ...input, emailVerifiedAt: null, request });
  if (made === null) return null;
  const { userId } = made;
  await sendVerification(tx, deps, { userId, email: input.email, name: input.name, locale: 'en' });
  return made;
}

class NotMeant extends Error {}

/**
 * To the owner of a taken address. What a new account would have cost is done as well, for an address that nobody has,
 * and undone: the clock does not tell who has an account.
 */
async function tellOfAttempt(
  tx: Tx,
  deps: SignUpDeps,
  visitor: Visitor,
  input: Owner,
): Promise<void> {
  const email = `${deps.newId()}@nobody.invalid`;
  try {
    await tx.transaction(async (undone) => {
      await begin(undone, deps, visitor, { ...input, email });
      throw new NotMeant();
    });
  } catch (thrown) {
    if (!(thrown instanceof NotMeant)) throw thrown;
  }
  const [person] = await tx
    .select({ name: users.name, locale: users.locale })
    .from(users)
    .where(eq(users.email, input.email));
  if (!person) return;
  const { publicUrl } = deps;
  const data = {
    name: person.name,
    signInUrl: `${publicUrl}/sign-in`,
    resetUrl: `${publicUrl}/reset-password`,
  };
  const { locale } = person;
  await queueMail(tx, deps, { kind: 'account_exists', to: input.email, locale, data });
}
