import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Locale } from '@geko/contracts/auth';
import { noticeTable, type NoticeKind } from '@geko/contracts/notices';
import { roleCan, workspaceRoles, type Permission } from '@geko/contracts/permissions';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { licences } from '@geko/db/schema/licences';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { MailMode } from '../deps.ts';
import { OWN_KEY } from './tell-of-limits.ts';

export type Recipient = { email: string; name: string; locale: Locale };

type Place = { tx: Tx; tenantId: string; workspaceId: string; mail: MailMode };

/**
 * Who gets a notice by mail: the one it is for, or everybody whose role holds its permission; members of the workspace
 * whose account stays. Over a mail server only addresses that are known to be theirs.
 */
export async function findRecipients(
  { tx, tenantId, workspaceId, mail }: Place,
  notice: { kind: NoticeKind; userId: string | null; onceKey: string },
): Promise<Recipient[]> {
  const { permission } = noticeTable[notice.kind];
  const isMeant =
    notice.userId === null
      ? holds(permission)
      : and(
          eq(workspaceMembers.userId, notice.userId),
          // Of a member's own limit who sets limits hears anyway.
          notice.onceKey.endsWith(OWN_KEY) ? sql`not ${holds(permission)}` : undefined,
        );
  return tx
    .select({ email: users.email, name: users.name, locale: users.locale })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        isMeant,
        isNull(users.deleteAfter),
        mail === 'smtp' ? isNotNull(users.emailVerifiedAt) : undefined,
      ),
    )
    .orderBy(asc(users.id));
}

/** Who runs the installation; over a mail server only addresses that are known to be theirs. */
export async function findOperators(tx: Tx, mail: MailMode): Promise<Recipient[]> {
  return tx
    .select({ email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(
      and(
        eq(users.platformRole, 'operator'),
        isNull(users.deleteAfter),
        mail === 'smtp' ? isNotNull(users.emailVerifiedAt) : undefined,
      ),
    )
    .orderBy(asc(users.id));
}

/** Who holds a licence of the workspace that the transaction is in, a member or not; null where there is no such licence. */
export async function findHolder(
  { tx, tenantId, workspaceId }: Omit<Place, 'mail'>,
  licenceId: string,
): Promise<Recipient | null> {
  const [holder] = await tx
    .select({ email: licences.holderEmail, name: users.name, locale: users.locale })
    .from(licences)
    .leftJoin(users, eq(users.email, licences.holderEmail))
    .where(
      and(
        eq(licences.tenantId, tenantId),
        eq(licences.workspaceId, workspaceId),
        eq(licences.id, licenceId),
      ),
    );
  if (!holder) return null;
  const { email, name, locale } = holder;
  return { email, name: name ?? email, locale: locale ?? 'en' };
}

/** Whether a member's role holds a permission: one that ships with Geko, or one of the workspace's own. */
function holds(permission: Permission) {
  const builtIn = workspaceRoles.filter((role) => roleCan(role, permission));
  return sql`(${workspaceMembers.role} = any(${sql.param(builtIn)}::text[]) or exists (
    select from role_permissions p where p.tenant_id = ${workspaceMembers.tenantId}
      and p.workspace_id = ${workspaceMembers.workspaceId} and p.role_id = ${workspaceMembers.customRoleId}
      and p.permission = ${permission}))`;
}
