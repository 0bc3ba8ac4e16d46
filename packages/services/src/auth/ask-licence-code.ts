import type { AskLicenceCode } from '@geko/contracts/desktop-sign-in';
import { AppError } from '@geko/contracts/errors';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { findHolder } from './licence-holder.ts';
import { endTokens, issueToken } from './one-time-token.ts';
import { addressOf, type Visitor } from './visitor.ts';

/**
 * Mails the holder of a licence a code by which the app on this machine is signed in: the key alone says who bought, not who
 * sits there. One that was mailed before dies.
 * @throws AppError LICENCE_INVALID, RATE_LIMITED; CONFLICT where no mail is sent
 */
export async function askLicenceCode(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'mail' | 'now' | 'newId'>,
  visitor: Visitor,
  asked: AskLicenceCode,
): Promise<void> {
  await deps.rateLimits.consume('licenceByAddress', addressOf(visitor));
  const { userId, email, name, locale, licenceId, bond } = await findHolder(deps, asked);
  await deps.rateLimits.consume('licenceCodeByLicence', licenceId);
  if (deps.mail === 'none') {
    throw new AppError('CONFLICT', {
      message: 'This installation sends no mail, so no code can be sent. Sign in another way.',
    });
  }
  await deps.db.transaction(async (tx) => {
    const kind = 'licence_sign_in';
    await endTokens(tx, { userId, kinds: [kind], now: deps.now() });
    const code = await issueToken(tx, deps, { kind, userId, email, bond });
    await queueMail(tx, deps, {
      kind: 'licence_code',
      to: email,
      locale,
      data: { name, code, deviceName: asked.deviceName },
    });
  });
}
