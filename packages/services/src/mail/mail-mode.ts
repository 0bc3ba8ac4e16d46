import type { MailMode } from '../deps.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** How mail leaves this installation; see MailMode. */
export function mailMode(facts: { smtpUrl: string | null; publicUrl: string }): MailMode {
  if (facts.smtpUrl !== null) return 'smtp';
  return LOOPBACK.test(new URL(facts.publicUrl).hostname) ? 'mailbox' : 'none';
}
