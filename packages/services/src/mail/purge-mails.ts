import { and, inArray, lt, or } from 'drizzle-orm';
import { mailOutbox } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

const DAY_MS = 86_400_000;
/** How long the mailbox shows a mail, and how long one may wait for a mail server that is not there. */
const KEPT_DAYS = 7;
/** How long it is known of an invitation whether its mail arrived. */
const REMEMBERED_DAYS = 30;

/** Deletes mails that nobody needs any more. Returns how many. */
export async function purgeMails({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<number> {
  const before = (days: number) => new Date(now().getTime() - days * DAY_MS);
  const gone = await db
    .delete(mailOutbox)
    .where(
      or(
        and(
          inArray(mailOutbox.status, ['shown', 'queued']),
          lt(mailOutbox.createdAt, before(KEPT_DAYS)),
        ),
        and(
          inArray(mailOutbox.status, ['sent', 'failed']),
          lt(mailOutbox.createdAt, before(REMEMBERED_DAYS)),
        ),
      ),
    );
  return gone.rowCount ?? 0;
}
