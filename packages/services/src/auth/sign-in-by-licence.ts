import { eq } from 'drizzle-orm';
import type { LoginResult } from '@geko/contracts/auth';
import { desktopAgent } from '@geko/contracts/desktop-agent';
import type { SignInByLicence } from '@geko/contracts/desktop-sign-in';
import { AppError } from '@geko/contracts/errors';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { activateDevice } from '../licences/activate-device.ts';
import { findHolder } from './licence-holder.ts';
import { boundToken, getToken, takeToken } from './one-time-token.ts';
import { newTicket } from './sign-in-ticket.ts';
import { startSession } from './start-session.ts';
import { readTypedCode } from './typed-code.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

/**
 * Signs in a licence's holder by the code that was mailed to them, and gives their machine a seat. The second factor is asked for
 * all the same.
 * @throws AppError LICENCE_INVALID, INVALID_CODE, LICENCE_SEATS, RATE_LIMITED
 */
export async function signInByLicence(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  { request, principal }: Visitor,
  { code, ...asked }: SignInByLicence,
): Promise<SignInOutcome<LoginResult>> {
  const { key, device: deviceId, deviceName } = asked;
  const visitor = { request: { ...request, userAgent: desktopAgent(deviceName) }, principal };
  await deps.rateLimits.consume('loginByAddress', addressOf(visitor));
  const holder = await findHolder(deps, asked);
  await deps.rateLimits.consume('licenceCodeByLicence', holder.licenceId);
  const { userId, lastWorkspaceId: workspaceId } = holder;
  const link = {
    token: boundToken(readTypedCode(code), holder.bond),
    kinds: ['licence_sign_in'] as const,
    now: deps.now(),
  };
  // A wrong code takes no seat.
  await getToken(deps.db, link).catch(asWrongCode);
  await activateDevice(deps, visitor.request, { key, deviceId, deviceName });
  return deps.db.transaction(async (tx) => {
    await takeToken(tx, link).catch(asWrongCode);
    if (!holder.isConfirmed) {
      // Mail has reached the address.
      await tx.update(users).set({ emailVerifiedAt: link.now }).where(eq(users.id, userId));
    }
    if (holder.hasTotp) {
      return { result: { status: 'second_factor', ticket: newTicket(deps, holder) }, cookie: null };
    }
    const cookie = await startSession(tx, deps, visitor, { userId });
    return { result: { status: 'signed_in', userId, workspaceId }, cookie };
  });
}

/** It was typed, and did not come as a link. */
function asWrongCode(error: unknown): never {
  if (error instanceof AppError && error.code === 'LINK_INVALID') {
    throw new AppError('INVALID_CODE', { cause: error });
  }
  throw error;
}
