import { and, eq, isNull, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { NoticeKind } from '@geko/contracts/notices';
import { inTenant, type Tx } from '@geko/db/client';
import { notices } from '@geko/db/schema/operations';
import { workspaces } from '@geko/db/schema/tenancy';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { findRecipients } from './find-recipients.ts';
import { noticeMail } from './notice-mail.ts';

export type NoticeDeps = Pick<
  Deps,
  'db' | 'secrets' | 'publicUrl' | 'mail' | 'now' | 'newId' | 'log'
>;
type Ref = { tenantId: string; workspaceId: string; id: string };

const MOST_AT_ONCE = 200;

/**
 * Puts the mails of new notices on their way, each once: queued and marked in one transaction. Returns how many mails.
 * Safe in many processes at once, any number of times.
 */
export async function sendNotices(deps: NoticeDeps): Promise<number> {
  const { rows } = await deps.db.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.unmailed_notices(${MOST_AT_ONCE})`,
  );
  let mails = 0;
  for (const row of rows) {
    const ref = { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
    try {
      mails += await inTenant(deps.db, { ...ref, userId: NIL_ID }, (tx) => mailOne(tx, deps, ref));
    } catch (error) {
      deps.log.error({ error, noticeId: ref.id }, 'a notice was not mailed');
    }
  }
  return mails;
}

async function mailOne(tx: Tx, deps: NoticeDeps, ref: Ref): Promise<number> {
  const { tenantId, workspaceId } = ref;
  const isIt = and(
    eq(notices.tenantId, tenantId),
    eq(notices.workspaceId, workspaceId),
    eq(notices.id, ref.id),
  );
  const [notice] = await tx
    .select()
    .from(notices)
    .where(and(isIt, isNull(notices.mailedAt)))
    .for('update', { skipLocked: true });
  const kind = NoticeKind.safeParse(notice?.kind);
  // Another worker has it; or a newer Geko wrote it, and will mail it.
  if (!notice || !kind.success) return 0;
  const known = { ...notice, kind: kind.data };
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(
      and(
        eq(workspaces.tenantId, tenantId),
        eq(workspaces.id, workspaceId),
        isNull(workspaces.deletedAt),
      ),
    );
  const recipients = workspace
    ? await findRecipients({ tx, tenantId, workspaceId, mail: deps.mail }, known)
    : [];
  const place = { publicUrl: deps.publicUrl, workspaceId, workspaceName: workspace?.name ?? '' };
  let mails = 0;
  for (const recipient of recipients) {
    const mail = noticeMail(place, known, recipient);
    if (mail !== null && (await queueMail(tx, deps, mail)) !== null) mails += 1;
  }
  await tx.update(notices).set({ mailedAt: deps.now() }).where(isIt);
  return mails;
}
