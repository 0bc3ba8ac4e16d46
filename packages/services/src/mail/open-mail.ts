import { Locale } from '@geko/contracts/auth';
import { mailData, type Mail, type MailKind } from '@geko/contracts/mail';
import type { Deps } from '../deps.ts';

const isKind = (kind: unknown): kind is MailKind =>
  typeof kind === 'string' && Object.hasOwn(mailData, kind);

/**
 * A mail of the outbox, or null for one that this Geko can't read: sealed under another secret, or by a version whose
 * mails were made of something else.
 */
export function openMail(deps: Pick<Deps, 'secrets'>, sealed: string | null): Mail | null {
  const text = sealed === null ? null : deps.secrets.open('mail', sealed);
  if (text === null) return null;
  const mail = JSON.parse(text) as Partial<Mail>;
  const isWhole =
    isKind(mail.kind) &&
    typeof mail.to === 'string' &&
    Locale.safeParse(mail.locale).success &&
    mailData[mail.kind].safeParse(mail.data).success;
  return isWhole ? (mail as Mail) : null;
}
