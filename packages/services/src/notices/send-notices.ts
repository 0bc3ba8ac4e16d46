import { and, eq, isNull, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { noticeFacts, NoticeKind } from '@geko/contracts/notices';
import { enterTenant, inTenant, type Tx } from '@geko/db/client';
import { notices } from '@geko/db/schema/operations';
import { workspaces } from '@geko/db/schema/tenancy';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { findHolder, findOperators, findRecipients } from './find-recipients.ts';
import { insertNotice } from './insert-notice.ts';
import { fairUseMail, noticeMail } from './notice-mail.ts';

export type NoticeDeps = Pick<
  Deps,
  'db' | 'secrets' | 'publicUrl' | 'mail' | 'now' | 'newId' | 'log'
>;
type Ref = { tenantId: string; workspaceId: string; id: string };

const MOST_AT_ONCE = 200;

/**
 * Puts the mails of new notices on their way, each once: queued and marked in one transaction. News of a limit on a
 * whole company go on to its other workspaces, in the app and by mail, one mail a person. Returns how many mails. Safe
 * in many processes at once, any number of times.
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

/** A notice of a kind that this Geko knows. */
type Known = {
  kind: NoticeKind;
  userId: string | null;
  facts: Record<string, string>;
  onceKey: string;
};

async function mailOne(tx: Tx, deps: NoticeDeps, ref: Ref): Promise<number> {
  const isIt = and(
    eq(notices.tenantId, ref.tenantId),
    eq(notices.workspaceId, ref.workspaceId),
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
  await tx.update(notices).set({ mailedAt: deps.now() }).where(isIt);
  /** The addresses that get a mail. */
  const told = new Set<string>();
  await mailHere(tx, deps, { ref, known, told });
  if (isOfCompany(known)) await tellOthers(tx, deps, { ref, known, told });
  return told.size + (isFairUse(known) ? await mailOperators(tx, deps, { ref, known }) : 0);
}

/** A plan lets a workspace go on beyond its limit: those who run the installation are to know (SPEC §6). */
function isFairUse({ kind, facts }: Known): boolean {
  return kind === 'limit_reached' && facts['fairUse'] === 'passed';
}

async function mailOperators(
  tx: Tx,
  deps: NoticeDeps,
  { ref, known }: { ref: Ref; known: Known },
): Promise<number> {
  const place = await placeOf(tx, deps, ref);
  if (place === null) return 0;
  let mails = 0;
  for (const operator of await findOperators(tx, deps.mail)) {
    const mail = fairUseMail(place, known, operator);
    if (mail !== null && (await queueMail(tx, deps, mail)) !== null) mails += 1;
  }
  return mails;
}

/** A limit on the whole company stops all of its workspaces, whichever of them has used it up. */
function isOfCompany({ facts, userId }: Known): boolean {
  return userId === null && (facts['limit'] ?? '').startsWith('tenant.');
}

/** Tells the company's other workspaces the same, those who have heard of it excepted from the mails. */
async function tellOthers(
  tx: Tx,
  deps: NoticeDeps,
  { ref, known, told }: { ref: Ref; known: Known; told: Set<string> },
): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from system.workspaces_of_company()`,
  );
  for (const { id: workspaceId } of rows.filter(({ id }) => id !== ref.workspaceId)) {
    const there = { tenantId: ref.tenantId, workspaceId };
    await enterTenant(tx, { ...there, userId: NIL_ID });
    const notice = { ...known, facts: noticeFacts[known.kind].parse(known.facts), isMailed: true };
    const isNew = await insertNotice({ tx, ...there, now: deps.now(), newId: deps.newId }, notice);
    if (isNew) await mailHere(tx, deps, { ref: there, known, told });
  }
}

/** Mails to whom a notice of the workspace that the transaction is in is for, and notes their addresses. */
async function mailHere(
  tx: Tx,
  deps: NoticeDeps,
  {
    ref: { tenantId, workspaceId },
    known,
    told,
  }: { ref: Omit<Ref, 'id'>; known: Known; told: Set<string> },
): Promise<void> {
  const place = await placeOf(tx, deps, { tenantId, workspaceId });
  if (place === null) return;
  const recipients = await findRecipients({ tx, tenantId, workspaceId, mail: deps.mail }, known);
  // A licence was mailed to its holder, and so is that it is used up.
  const { licenceId } = known.facts;
  const holder =
    licenceId === undefined ? null : await findHolder({ tx, tenantId, workspaceId }, licenceId);
  if (holder !== null && !recipients.some(({ email }) => email === holder.email)) {
    recipients.push(holder);
  }
  for (const recipient of recipients.filter(({ email }) => !told.has(email))) {
    const mail = noticeMail(place, known, recipient);
    if (mail !== null && (await queueMail(tx, deps, mail)) !== null) told.add(recipient.email);
  }
}

/** What mails say of the workspace that the transaction is in; null where it is deleted. */
async function placeOf(
  tx: Tx,
  { publicUrl }: NoticeDeps,
  { tenantId, workspaceId }: Omit<Ref, 'id'>,
): Promise<{ publicUrl: string; workspaceId: string; workspaceName: string } | null> {
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
  return workspace ? { publicUrl, workspaceId, workspaceName: workspace.name } : null;
}
