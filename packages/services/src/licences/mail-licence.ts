import { and, eq } from 'drizzle-orm';
import type { Locale } from '@geko/contracts/auth';
import { licenceTierTable, type LicenceTier } from '@geko/contracts/licences';
import type { Tx } from '@geko/db/client';
import { workspaces } from '@geko/db/schema/tenancy';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';

type Told = {
  tenantId: string;
  workspaceId: string;
  tier: LicenceTier;
  holderEmail: string;
  expiresAt: Date | null;
  key: string;
};

/**
 * Puts a licence's key on its way to its holder; false where there is no mail. The transaction must be in the workspace.
 * isNewAccount: the sale opened an account for the holder, without a password.
 */
export async function mailLicence(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { tenantId, workspaceId, tier, holderEmail, expiresAt, key }: Told,
  { locale, isNewAccount }: { locale: Locale; isNewAccount: boolean },
): Promise<boolean> {
  const { name, meter, cap, seats } = licenceTierTable[tier];
  const [place] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  const mailId = await queueMail(tx, deps, {
    kind: 'licence_key',
    to: holderEmail,
    locale,
    data: {
      workspaceName: place?.name ?? '',
      key,
      tierName: name,
      meter,
      cap,
      seats,
      expiresAt: expiresAt?.toISOString() ?? null,
      manageUrl: isNewAccount
        ? `${deps.publicUrl}/reset-password`
        : `${deps.publicUrl}/w/${workspaceId}/settings?tab=licences`,
      isNewAccount,
    },
  });
  return mailId !== null;
}
