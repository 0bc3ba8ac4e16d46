import { and, desc, isNotNull, ne, sql } from 'drizzle-orm';
import type { AdminPage, Mailbox } from '@geko/contracts/admin';
import { AppError } from '@geko/contracts/errors';
import { mailOutbox } from '@geko/db/schema/identity';
import { renderMail } from '@geko/mail/render-mail';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { openMail } from '../mail/open-mail.ts';

/**
 * The mails that would have gone out, newest first, as their readers would have got them.
 * @throws AppError NOT_FOUND where mails do go out, or others can reach this installation: the links in them are keys.
 */
export async function listMailbox(
  deps: Pick<Deps, 'db' | 'secrets' | 'mail' | 'branding'>,
  input: AdminPage,
): Promise<Mailbox> {
  if (deps.mail !== 'mailbox') throw new AppError('NOT_FOUND');
  const after = fromCursor(input.cursor);
  const rows = await deps.db
    .select()
    .from(mailOutbox)
    .where(
      and(
        isNotNull(mailOutbox.sealed),
        ne(mailOutbox.status, 'failed'),
        after
          ? sql`(${mailOutbox.createdAt}, ${mailOutbox.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(mailOutbox.createdAt), desc(mailOutbox.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }));
  return {
    items: page.rows.flatMap(({ id, sealed, createdAt }) => {
      const mail = openMail(deps, sealed);
      if (mail === null) return [];
      const { kind, to } = mail;
      const { subject, text, html } = renderMail(mail, deps.branding);
      return [{ id, kind, to, subject, text, html, createdAt: createdAt.toISOString() }];
    }),
    nextCursor: page.nextCursor,
  };
}
