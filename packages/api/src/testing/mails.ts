import { asc, isNotNull } from 'drizzle-orm';
import type { Mail } from '@geko/contracts/mail';
import { mailOutbox } from '@geko/db/schema/identity';
import type { TestHouse } from './test-house.ts';

/** A mail as it waits in the outbox of a test's house. */
export type WaitingMail = Mail & { id: string; status: string };

/** The mails that a house has queued and not sent yet, newest last; to: those to one address only. */
export async function readMails(
  house: TestHouse,
  { to }: { to?: string } = {},
): Promise<WaitingMail[]> {
  const { db, secrets } = house.server;
  const rows = await db
    .select()
    .from(mailOutbox)
    .where(isNotNull(mailOutbox.sealed))
    .orderBy(asc(mailOutbox.createdAt), asc(mailOutbox.id));
  const mails = rows.map(({ id, status, sealed }) => {
    const text = secrets.open('mail', sealed ?? '');
    if (text === null) throw new Error(`mail ${id} was not sealed by this house`);
    return Object.assign(JSON.parse(text) as Mail, { id, status });
  });
  return to === undefined ? mails : mails.filter((mail) => mail.to === to);
}

/** Which link of a mail its button opens. */
const buttons = ['url', 'resetUrl', 'restoreUrl', 'securityUrl', 'signInUrl'];

/**
 * The address that the mail's button opens, and what follows its last slash: the token, where it has one.
 * @throws Error for no mail (`readMails(…).at(-1)` of none) and for one without a link.
 */
export function linkIn(mail: Mail | undefined): { url: string; path: string; token: string } {
  const data: Record<string, unknown> = mail?.data ?? {};
  const url = buttons.map((name) => data[name]).find((value) => typeof value === 'string');
  if (typeof url !== 'string')
    throw new Error(`no link in the mail ${mail?.kind ?? 'that is not'}`);
  const path = new URL(url).pathname;
  return { url, path, token: path.split('/').at(-1) ?? '' };
}
