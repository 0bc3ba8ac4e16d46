import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { builtInRoleNames, MemberRole } from '@geko/contracts/permissions';
import type { Db, Tx } from '@geko/db/client';
import type { Deps } from '../deps.ts';
import { readInvitationToken } from './invitation-link.ts';

type Row = {
  tenant_id: string;
  workspace_id: string;
  id: string;
  tenant_name: string;
  workspace_name: string;
  email: string | null;
  role: string;
  role_name: string | null;
  invited_by: string;
  expires_at: Date | string;
  is_open: boolean;
};

/** What a link that is good stands for. */
export type OpenInvitation = {
  tenantId: string;
  workspaceId: string;
  id: string;
  /** Of the link; a newer one replaces it. */
  tokenHash: string;
  tenantName: string;
  workspaceName: string;
  /** null = for whoever holds the link. */
  email: string | null;
  roleName: string;
  invitedBy: string;
  expiresAt: Date;
  /** Whether the link came by the invitation's own mail, so that its holder has the address. */
  isFromMail: boolean;
};

/**
 * The invitation behind a link. A revoked, expired, used, garbled or unknown one, and one into a deleted workspace, is
 * the same LINK_INVALID.
 */
export async function getOpenInvitation(
  db: Db | Tx,
  deps: Pick<Deps, 'secrets'>,
  token: string,
): Promise<OpenInvitation> {
  const read = readInvitationToken(deps, token);
  if (read === null) throw new AppError('LINK_INVALID');
  const { rows } = await db.execute<Row>(
    sql`select * from system.find_invitation(${read.tokenHash})`,
  );
  const [row] = rows;
  if (!row?.is_open) throw new AppError('LINK_INVALID');
  const role = MemberRole.parse(row.role);
  return {
    tenantId: row.tenant_id,
    workspaceId: row.workspace_id,
    id: row.id,
    tokenHash: read.tokenHash,
    tenantName: row.tenant_name,
    workspaceName: row.workspace_name,
    email: row.email,
    roleName: role === 'custom' ? (row.role_name ?? '') : builtInRoleNames[role],
    invitedBy: row.invited_by,
    expiresAt: new Date(row.expires_at),
    isFromMail: read.isFromMail && row.email !== null,
  };
}
