import { createTransport, type NodemailerError } from 'nodemailer';
import { MailError } from './mail-error.ts';
import type { RenderedMail } from './render-mail.ts';
import { scrubAnswer } from './scrub-answer.ts';
import { senderOf } from './sender-of.ts';

/** id: names the mail for good; a mail sent twice has one Message-ID, by which the second is known for a double. */
export type OutgoingMail = RenderedMail & { id: string; to: string };

export type Mailer = {
  /** @throws MailError when the server does not take it. */
  send(mail: OutgoingMail): Promise<void>;
  /** Takes no more, and lets deliveries under way finish, for at most so long. */
  close(mostMs: number): void;
};

/** No mail takes longer than this, whatever its server does. */
export const MOST_SEND_MS = 45_000;
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/**
 * Sends mails by a mail server (smtp:// with STARTTLS where offered, smtps:// with TLS from the beginning), over a few
 * connections that are kept while there is something to send.
 */
export function createMailer(options: {
  smtpUrl: string;
  /** Such as `Geko <geko@example.com>`. */
  from: string;
  /** Shorter waits, for tests. */
  mostSendMs?: number;
}): Mailer {
  const { smtpUrl, mostSendMs = MOST_SEND_MS } = options;
  const sender = senderOf(options.from);
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    // The outbox tries again by itself, and remembers it over a restart.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    socketCloseTimeout: 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Errors of idle connections; those of a mail reject its own send.
  transport.on('error', () => undefined);
  return {
    async send({ id, to, subject, text, html }) {
      try {
        await transport.sendMail({
          messageId: `<${id}@${sender.domain}>`,
          from: { name: sender.name, address: sender.address },
          // As an object: a text would be read as a list of addresses.
          to: { name: '', address: to },
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.timeout(mostSendMs),
        });
      } catch (error) {
        throw toMailError(error as NodemailerError, smtpUrl);
      }
    },
    close: (mostMs) => {
      transport.close();
      setTimeout(() => transport.close({ force: true }), mostMs).unref();
    },
  };
}

/**
 * Permanent is only what the server says of this addressee or this mail. A refused sign-in or sender is the
 * installation's fault, and may be put right while the mail waits.
 */
function toMailError(error: NodemailerError, smtpUrl: string): MailError {
  const { command, code, responseCode } = error;
  const isRefused = error.permanent === true && (command === 'RCPT TO' || command === 'DATA');
  const isNoAddress = code === 'EENVELOPE' && command === 'API';
  const said = error.response ?? error.message;
  const facts = [code, responseCode === undefined ? null : command].filter((fact) => fact != null);
  return new MailError(
    scrubAnswer(`${facts.join(' ')}: ${said}`, smtpUrl),
    isRefused || isNoAddress,
  );
}
