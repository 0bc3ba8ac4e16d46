import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { AskLicenceCode } from '@geko/contracts/desktop-sign-in';
import type { Locale } from '@geko/contracts/auth';
import { inTenant } from '@geko/db/client';
import { users, userTotp } from '@geko/db/schema/identity';
import { licences } from '@geko/db/schema/licences';
import type { Deps } from '../deps.ts';
import { showLicence } from '../licences/show-licence.ts';

export type LicenceHolder = {
  userId: string;
  email: string;
  name: string;
  locale: Locale;
  passwordHash: string | null;
  isConfirmed: boolean;
  hasTotp: boolean;
  lastWorkspaceId: string | null;
  licenceId: string;
  /** What a code for this sign-in is bound to. */
  bond: string;
};

/**
 * The person in whose address a licence is held, for who has its key. An account whose address was never confirmed and that has a
 * password may be somebody else's, who waits for just this; one without was opened by the sale.
 * @throws AppError LICENCE_INVALID for a key of nobody, and where its holder has no account to sign in to
 */
export async function findHolder(
  deps: Pick<Deps, 'db' | 'secrets' | 'now'>,
  { key, device }: AskLicenceCode,
): Promise<LicenceHolder> {
  const shown = await showLicence(deps, { key, deviceId: device });
  const { id: licenceId, tenantId, workspaceId, userId: byUser, keyHash } = shown;
  const [held] = await inTenant(deps.db, { tenantId, workspaceId, userId: byUser }, (tx) =>
    tx
      .select({ email: licences.holderEmail })
      .from(licences)
      .where(
        and(
          eq(licences.tenantId, tenantId),
          eq(licences.workspaceId, workspaceId),
          eq(licences.id, licenceId),
        ),
      ),
  );
  const [person] = await deps.db
    .select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      passwordHash: users.passwordHash,
      emailVerifiedAt: users.emailVerifiedAt,
      lastWorkspaceId: users.lastWorkspaceId,
      totpConfirmedAt: userTotp.confirmedAt,
    })
    .from(users)
    .leftJoin(userTotp, eq(userTotp.userId, users.id))
    .where(eq(users.email, held?.email ?? ''));
  const isConfirmed = person?.emailVerifiedAt != null;
  if (!person || (!isConfirmed && person.passwordHash !== null)) {
    throw new AppError('LICENCE_INVALID', {
      message: 'The holder of this licence has no account with a confirmed address.',
    });
  }
  const { emailVerifiedAt: _, totpConfirmedAt, ...facts } = person;
  const hasTotp = totpConfirmedAt !== null;
  return { ...facts, isConfirmed, hasTotp, licenceId, bond: `${keyHash}/${device}` };
}
