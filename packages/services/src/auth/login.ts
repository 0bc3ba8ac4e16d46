import type { Login, LoginResult } from '@geko/contracts/auth';
import type { Deps } from '../deps.ts';
import { checkPassword } from './check-password.ts';
import { newTicket } from './sign-in-ticket.ts';
import { startSession } from './start-session.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

/**
 * Signs in by email and password, or gives a ticket for the second step. The tries of an account are forgotten when
 * somebody is fully signed in.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED
 */
export async function login(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  visitor: Visitor,
  input: Login,
): Promise<SignInOutcome<LoginResult>> {
  await deps.rateLimits.consume('loginByAddress', addressOf(visitor));
  await deps.rateLimits.consume('loginByAccount', input.email);
  const person = await checkPassword(deps, input);
  if (person.hasTotp) {
    return { result: { status: 'second_factor', ticket: newTicket(deps, person) }, cookie: null };
  }
  const { userId, lastWorkspaceId: workspaceId } = person;
  const cookie = await deps.db.transaction((tx) => startSession(tx, deps, visitor, { userId }));
  await deps.rateLimits.reset('loginByAccount', input.email);
  return { result: { status: 'signed_in', userId, workspaceId }, cookie };
}
