import { newLicenceKey } from '@geko/auth/licence-key';
import { licenceTierTable, type LicenceSource, type LicenceTier } from '@geko/contracts/licences';
import type { Locale } from '@geko/contracts/auth';
import type { Tx } from '@geko/db/client';
import { licences } from '@geko/db/schema/licences';
import { apiKeys } from '@geko/db/schema/limits';
import type { Deps } from '../deps.ts';
import { mailLicence } from './mail-licence.ts';

export type LicenceDeps = Pick<Deps, 'db' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>;

/**
 * What a licence's key may be used for. Not images and sound, which cost otherwise than messages and tokens; nor what its
 * person can see of the workspace, as its holder may be somebody else.
 */
const SCOPES = ['chat', 'models', 'embeddings'];

type NewLicence = {
  tenantId: string;
  workspaceId: string;
  id: string;
  /** An owner of the workspace, in whose name it calls. */
  userId: string;
  tier: LicenceTier;
  holderEmail: string;
  expiresAt: Date | null;
  source: LicenceSource;
  /** null = sold by hand. */
  saleId: string | null;
};

/**
 * Writes a licence and puts its key on its way to the holder; null, and nothing written, where its id is taken. The
 * transaction must be in the workspace. isNewAccount: the sale opened an account for the holder, without a password.
 */
export async function insertLicence(
  tx: Tx,
  deps: LicenceDeps,
  licence: NewLicence,
  { locale, isNewAccount }: { locale: Locale; isNewAccount: boolean },
): Promise<{ key: string; isMailed: boolean } | null> {
  const { tenantId, workspaceId, id, tier, holderEmail, expiresAt, source, saleId } = licence;
  const { key, keyHash, lastFour } = newLicenceKey(deps.secrets.licenceHashKey);
  const now = deps.now();
  const made = await tx
    .insert(apiKeys)
    .values({
      tenantId,
      workspaceId,
      id,
      userId: licence.userId,
      name: keyName(tier, lastFour),
      keyHash,
      lastFour,
      scopes: SCOPES,
      expiresAt,
      isLicence: true,
      createdAt: now,
    })
    .onConflictDoNothing({ target: [apiKeys.tenantId, apiKeys.workspaceId, apiKeys.id] })
    .returning({ id: apiKeys.id });
  if (made.length === 0) return null;
  await tx.insert(licences).values({
    tenantId,
    workspaceId,
    id,
    tier,
    holderEmail,
    status: 'active',
    source,
    saleId,
    saleCheckedAt: saleId === null ? null : now,
  });
  const isMailed = await mailLicence(tx, deps, { ...licence, key }, { locale, isNewAccount });
  return { key, isMailed };
}

/** What its key is called in figures of usage. */
export const keyName = (tier: LicenceTier, lastFour: string): string =>
  `Licence ${licenceTierTable[tier].name} …${lastFour}`;
