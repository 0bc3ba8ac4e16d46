import { eq } from 'drizzle-orm';
import type { LoginResult, SecondFactor } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { NIL_ID } from '@geko/contracts/ids';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { openTicket } from './sign-in-ticket.ts';
import { startSession } from './start-session.ts';
import { takeFactorCode } from './take-factor-code.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

/**
 * The second step of signing in. A wrong code counts towards the account's lockout, as a wrong password does.
 * @throws AppError UNAUTHENTICATED for a ticket that has run out, INVALID_CODE, RATE_LIMITED
 */
export async function secondFactor(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  visitor: Visitor,
  { ticket: sealed, code }: SecondFactor,
): Promise<SignInOutcome<LoginResult>> {
  const { rateLimits } = deps;
  await rateLimits.consume('loginByAddress', addressOf(visitor));
  const ticket = openTicket(deps, sealed);
  const [user] = await deps.db
    .select({
      id: users.id,
      email: users.email,
      passwordHash: users.passwordHash,
      lastWorkspaceId: users.lastWorkspaceId,
    })
    .from(users)
    .where(eq(users.id, ticket?.userId ?? NIL_ID));
  if (!user || !ticket?.isOf({ userId: user.id, passwordHash: user.passwordHash })) {
    throw new AppError('UNAUTHENTICATED', {
      message: 'This sign-in took too long. Please start again.',
    });
  }
  const userId = user.id;
  await rateLimits.consume('loginByAccount', user.email);
  await rateLimits.consume('secondFactor', userId);
  const cookie = await deps.db.transaction(async (tx) => {
    if (!(await takeFactorCode(tx, deps, { userId, code }))) throw new AppError('INVALID_CODE');
    return startSession(tx, deps, visitor, { userId });
  });
  await rateLimits.reset('loginByAccount', user.email);
  await rateLimits.reset('secondFactor', userId);
  const workspaceId = user.lastWorkspaceId;
  return { result: { status: 'signed_in', userId, workspaceId }, cookie };
}
