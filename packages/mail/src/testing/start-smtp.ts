import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail as it came over the wire, and as a mail program reads it. */
export type ReceivedMail = {
  /** The addressees that the envelope names. */
  to: string[];
  from: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  messageId: string;
  /** Every header, its name in lower case; one that is there twice has two. */
  headers: { name: string; value: string }[];
  raw: string;
};

/** take: 250. hang: no answer. drop: the connection breaks. */
export type Verdict = 'take' | 'hang' | 'drop' | { code: number; text: string };

/** Where a mail is judged: at its addressee, or when all of it is there. */
export type Judge = (facts: { at: 'RCPT' | 'DATA'; to: string }) => Verdict;

export type Smtp = {
  /** For SMTP_URL; with the account when there is one. */
  url: string;
  port: number;
  /** Taken so far, oldest first. */
  mails: ReceivedMail[];
  /** The mails that got as far as this, taken or not. */
  seen: { rcpt: number; data: number };
  /** From now on mails are judged so. */
  judge(judge: Judge): void;
  /** @throws Error when none came in time. The newest to this address; subject: one that contains this. */
  waitForMail(facts: { to: string; subject?: string; withinMs?: number }): Promise<ReceivedMail>;
  /** Breaks every connection and listens no more. */
  stop(): Promise<void>;
};

type Answer = (error?: Error | null) => void;

/**
 * A mail server on loopback that keeps what it gets.
 * @param options.port a free one without. options.account: who must sign in; anybody may without.
 */
export async function startSmtp(
  options: { port?: number; account?: { user: string; password: string } } = {},
): Promise<Smtp> {
  const { account } = options;
  const mails: ReceivedMail[] = [];
  const seen = { rcpt: 0, data: 0 };
  let judge: Judge = () => 'take';

  const carryOut = (verdict: Verdict, session: SMTPServerSession, answer: Answer) => {
    if (verdict === 'take') answer();
    else if (verdict === 'drop') drop(session.id);
    else if (verdict !== 'hang') {
      answer(Object.assign(new Error(verdict.text), { responseCode: verdict.code }));
    }
  };
  const drop = (id: string | null) => {
    for (const connection of server.connections) {
      if (id === null || connection.session.id === id) connection._socket.destroy();
    }
  };

  const server = new SMTPServer({
    authOptional: account === undefined,
    // On loopback there is nothing that TLS would hide.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (given, _session, answer) => {
      const isRight = given.username === account?.user && given.password === account?.password;
      if (isRight) answer(null, { user: given.username });
      else {
        const said = `5.7.8 ${given.username ?? ''} with ${given.password ?? ''} is refused`;
        answer(Object.assign(new Error(said), { responseCode: 535 }));
      }
    },
    onRcptTo: ({ address }, session, answer) => {
      seen.rcpt += 1;
      carryOut(judge({ at: 'RCPT', to: address }), session, answer);
    },
    onData: (stream, session, answer) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        seen.data += 1;
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const verdict = judge({ at: 'DATA', to: to[0] ?? '' });
        if (verdict !== 'take') return carryOut(verdict, session, answer);
        return void parse(Buffer.concat(parts), to).then((mail) => {
          mails.push(mail);
          answer();
        }, answer);
      });
    },
  });
  // Clients that vanish are what some tests are about.
  server.on('error', () => undefined);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const signIn =
    account === undefined
      ? ''
      : `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@`;

  return {
    url: `smtp://${signIn}127.0.0.1:${port}`,
    port,
    mails,
    seen,
    judge: (next) => {
      judge = next;
    },
    async waitForMail({ to, subject = '', withinMs = 20_000 }) {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const found = mails.findLast(
          (mail) => mail.to.includes(to) && mail.subject.includes(subject),
        );
        if (found !== undefined) return found;
        if (performance.now() > deadline) {
          const came = mails.map((mail) => `${mail.to.join()}: ${mail.subject}`).join('; ');
          throw new Error(`No mail came for ${to}${subject && ` (${subject})`}. Came: ${came}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      drop(null);
      await closed;
    },
  };
}

async function parse(raw: Buffer, to: string[]): Promise<ReceivedMail> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
  const [from] = mail.from?.value ?? [];
  return {
    to,
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html === false ? '' : mail.html,
    messageId: mail.messageId ?? '',
    headers: mail.headerLines.map(({ key, line }) => ({
      name: key,
      value: line.slice(line.indexOf(':') + 1).trim(),
    })),
    raw: raw.toString('utf8'),
  };
}
