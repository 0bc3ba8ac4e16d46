import { and, asc, eq, lte } from 'drizzle-orm';
import { mailOutbox } from '@geko/db/schema/identity';
import { MailError } from '@geko/mail/mail-error';
import type { Mailer } from '@geko/mail/mailer';
import { renderMail } from '@geko/mail/render-mail';
import type { Deps } from '../deps.ts';
import { openMail } from './open-mail.ts';
import { MOST_TRIES, retryMailAfterMs } from './retry-mail-after.ts';

export type SendDeps = Pick<Deps, 'db' | 'secrets' | 'branding' | 'log' | 'now'> & {
  mail: Deps['mail'];
  /** null where there is no mail server. */
  mailer: Mailer | null;
};

type Row = typeof mailOutbox.$inferSelect;
type Outcome = 'sent' | 'failed' | 'retried';

/** As many as the mailer sends at once: no row waits for another one while its lease runs. */
const AT_ONCE = 5;
const MOST_ROUNDS = 10;
/** Longer than any send may take (MOST_SEND_MS): only the mail of a process that died is taken again. */
const LEASE_MS = 120_000;

/**
 * Sends what is due. Each mail goes out at least once: one whose process died in between goes out again, under the
 * same Message-ID. Safe in many processes at once.
 */
export async function sendMails(deps: SendDeps): Promise<Record<Outcome | 'shown', number>> {
  const done = { sent: 0, failed: 0, retried: 0, shown: 0 };
  const { mail, mailer } = deps;
  if (mail === 'mailbox') done.shown = await showMails(deps);
  if (mail !== 'smtp' || mailer === null) return done;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const rows = await takeDue(deps);
    const outcomes = await Promise.all(rows.map((row) => sendOne({ ...deps, mailer }, row)));
    for (const outcome of outcomes) done[outcome] += 1;
    // Nothing got through: the server is away, and the rest can wait with it.
    if (rows.length < AT_ONCE || outcomes.every((outcome) => outcome === 'retried')) break;
  }
  return done;
}

/** Takes rows under a lease: until it is over nobody else takes them. */
async function takeDue({ db, now }: SendDeps): Promise<Row[]> {
  const at = now();
  return db.transaction(async (tx) => {
    const due = await tx
      .select()
      .from(mailOutbox)
      .where(and(eq(mailOutbox.status, 'queued'), lte(mailOutbox.nextTryAt, at)))
      .orderBy(asc(mailOutbox.nextTryAt))
      .limit(AT_ONCE)
      .for('update', { skipLocked: true });
    for (const row of due) {
      row.tries += 1;
      row.nextTryAt = new Date(at.getTime() + LEASE_MS);
      const { tries, nextTryAt } = row;
      await tx.update(mailOutbox).set({ tries, nextTryAt }).where(eq(mailOutbox.id, row.id));
    }
    return due;
  });
}

async function sendOne(deps: SendDeps & { mailer: Mailer }, row: Row): Promise<Outcome> {
  const mail = openMail(deps, row.sealed);
  if (mail === null) return close(deps, row, 'failed', 'It cannot be read any more.');
  // Its process died each time.
  if (row.tries > MOST_TRIES) return close(deps, row, 'failed', row.lastError);
  try {
    await deps.mailer.send({ id: row.id, to: mail.to, ...renderMail(mail, deps.branding) });
  } catch (error) {
    return putBack(deps, row, error);
  }
  return close(deps, row, 'sent', null);
}

async function putBack(deps: SendDeps, row: Row, error: unknown): Promise<Outcome> {
  if (!(error instanceof MailError))
    deps.log.error({ error, mailId: row.id }, 'a mail failed here');
  const { message: lastError, isPermanent } =
    error instanceof MailError ? error : new MailError('It failed before it was sent.', false);
  const { id, kind, tries } = row;
  deps.log.warn({ mailId: id, kind, tries, lastError, isPermanent }, 'a mail did not go out');
  if (isPermanent || tries >= MOST_TRIES) return close(deps, row, 'failed', lastError);
  const nextTryAt = new Date(deps.now().getTime() + retryMailAfterMs(tries));
  await deps.db.update(mailOutbox).set({ nextTryAt, lastError }).where(isStillMine(row));
  return 'retried';
}

/** The end of a mail: what it said and to whom is wiped. */
async function close(
  deps: SendDeps,
  row: Row,
  status: 'sent' | 'failed',
  lastError: string | null,
): Promise<Outcome> {
  await deps.db
    .update(mailOutbox)
    .set({ status, lastError, sealed: null, closedAt: deps.now() })
    .where(status === 'sent' ? eq(mailOutbox.id, row.id) : isStillMine(row));
  return status;
}

/** Whose lease ran out, the news of a failure is no longer theirs to bring; that a mail is out is true whoever says it. */
const isStillMine = ({ id, tries }: Row) =>
  and(eq(mailOutbox.id, id), eq(mailOutbox.status, 'queued'), eq(mailOutbox.tries, tries));

/** Without a mail server mails stand in the mailbox, where they keep what they say. */
async function showMails({ db, now }: SendDeps): Promise<number> {
  const shown = await db
    .update(mailOutbox)
    .set({ status: 'shown', closedAt: now() })
    .where(eq(mailOutbox.status, 'queued'));
  return shown.rowCount ?? 0;
}
