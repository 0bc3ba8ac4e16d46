import { afterEach, expect, test } from 'vitest';
import type { Locale } from '@geko/contracts/auth';
import { MailError } from './mail-error.ts';
import { createMailer, type Mailer, type OutgoingMail } from './mailer.ts';
import { renderMail } from './render-mail.ts';
import { branding, sampleMails } from './testing/sample-mails.ts';
import { startSmtp, type Smtp } from './testing/start-smtp.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function smtp(options: Parameters<typeof startSmtp>[0] = {}): Promise<Smtp> {
  const server = await startSmtp(options);
  open.push(() => server.stop());
  return server;
}

function mailerTo(smtpUrl: string, from = 'Geko <geko@example.com>', mostSendMs = 5000): Mailer {
  const mailer = createMailer({ smtpUrl, from, mostSendMs });
  open.push(() => mailer.close(0));
  return mailer;
}

let count = 0;
function someMail(to = 'ada@example.com', locale: Locale = 'en'): OutgoingMail {
  count += 1;
  const [mail] = sampleMails(locale, 'Ada Löwe 😀');
  if (mail === undefined) throw new Error('no sample');
  return {
    id: `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`,
    to,
    ...renderMail(mail, branding),
  };
}

const failureOf = (sent: Promise<void>): Promise<unknown> =>
  sent.then(
    () => new Error('it went out'),
    (error: unknown) => error,
  );

test('a mail arrives with its parts, its subject and its sender, whatever letters they have', async () => {
  const server = await smtp();
  const mailer = mailerTo(server.url, 'Gekö, Müller & Söhne <geko@example.com>');
  const mail = someMail('ada@example.com', 'de');
  await mailer.send(mail);
  const came = await server.waitForMail({ to: 'ada@example.com' });
  expect(came.subject).toBe(mail.subject);
  expect(came.subject).toContain('Bestätigen');
  expect(came.text.trimEnd()).toBe(mail.text.trimEnd());
  expect(came.html).toContain('Ada Löwe 😀');
  expect(came.html.trimEnd()).toBe(mail.html.trimEnd());
  expect(came.from).toEqual({ name: 'Gekö, Müller & Söhne', address: 'geko@example.com' });
  expect(came.messageId).toBe(`<${mail.id}@example.com>`);
  expect(came.raw).toContain('multipart/alternative');
  expect(came.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-generated' });
});

test('one mail goes to one address, and to nobody whom a text in it names', async () => {
  const server = await smtp();
  const mailer = mailerTo(server.url);
  await mailer.send({ ...someMail(), subject: 'Hello\r\nBcc: eve@evil.example' });
  const [came] = server.mails;
  expect(came?.to).toEqual(['ada@example.com']);
  expect(came?.headers.filter(({ name }) => /^(?:bcc|cc)$/u.test(name))).toEqual([]);
  const refused = await failureOf(mailer.send(someMail('ada@example.com, eve@evil.example')));
  expect(refused).toBeInstanceOf(MailError);
  expect(server.mails.flatMap(({ to }) => to)).not.toContain('eve@evil.example');
});

test('an address of another alphabet arrives', async () => {
  const server = await smtp();
  await mailerTo(server.url).send(someMail('ada@bücher.example'));
  // The server shows it in letters again.
  expect(server.mails[0]?.to).toEqual(['ada@bücher.example']);
  expect(server.mails[0]?.raw).toContain('To: ada@xn--bcher-kva.example');
});

test.each([
  ['RCPT', 550, true],
  ['RCPT', 450, false],
  ['DATA', 554, true],
  ['DATA', 451, false],
] as const)('refused at %s with %i: permanent is %s', async (at, code, isPermanent) => {
  const server = await smtp();
  server.judge((facts) => (facts.at === at ? { code, text: 'no <ada@example.com> here' } : 'take'));
  const failure = await failureOf(mailerTo(server.url).send(someMail()));
  expect(failure).toBeInstanceOf(MailError);
  expect(failure).toMatchObject({ isPermanent });
  expect((failure as MailError).message).toContain(`${code}`);
  expect((failure as MailError).message).not.toContain('ada@example.com');
});

test('a broken connection, a silent server and none at all are temporary', async () => {
  const server = await smtp();
  server.judge(() => 'drop');
  expect(await failureOf(mailerTo(server.url).send(someMail()))).toMatchObject({
    isPermanent: false,
  });
  server.judge(() => 'hang');
  const began = performance.now();
  const silent = mailerTo(server.url, 'geko@example.com', 300).send(someMail());
  expect(await failureOf(silent)).toMatchObject({ isPermanent: false });
  expect(performance.now() - began).toBeLessThan(3000);
  await server.stop();
  const nobody = mailerTo(server.url).send(someMail());
  expect(await failureOf(nobody)).toMatchObject({ isPermanent: false });
});

test('after a broken connection the same mailer sends the next mail', async () => {
  const server = await smtp();
  const mailer = mailerTo(server.url);
  await mailer.send(someMail());
  server.judge(() => 'drop');
  await failureOf(mailer.send(someMail()));
  server.judge(() => 'take');
  await mailer.send(someMail());
  expect(server.mails).toHaveLength(2);
});

test('it signs in; a wrong password is temporary, and in no message', async () => {
  const account = { user: 'mailer@acme', password: 'hunter2/secret' };
  const server = await smtp({ account });
  await mailerTo(server.url).send(someMail());
  expect(server.mails).toHaveLength(1);
  const wrong = server.url.replace(encodeURIComponent(account.password), 'other%2Fpass');
  const failure = await failureOf(mailerTo(wrong).send(someMail()));
  expect(failure).toMatchObject({ isPermanent: false });
  const { message } = failure as MailError;
  expect(message).toContain('535');
  expect(message).not.toContain('other/pass');
  expect(message).not.toContain('mailer@acme');
});

test('close lets what is under way finish, and sends no more', async () => {
  const server = await smtp();
  const mailer = mailerTo(server.url);
  const sent = Promise.allSettled(Array.from({ length: 3 }, () => mailer.send(someMail())));
  await new Promise((resolve) => setTimeout(resolve, 0));
  mailer.close(5000);
  await sent;
  const after = server.mails.length;
  expect(await failureOf(mailer.send(someMail()))).toMatchObject({ isPermanent: false });
  expect(server.mails).toHaveLength(after);
});

test('close ends a delivery that does not end by itself', async () => {
  const server = await smtp();
  server.judge(() => 'hang');
  const mailer = mailerTo(server.url, 'geko@example.com', 20_000);
  const sent = failureOf(mailer.send(someMail()));
  while (server.seen.rcpt === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const began = performance.now();
  mailer.close(100);
  expect(await sent).toMatchObject({ isPermanent: false });
  expect(performance.now() - began).toBeLessThan(5000);
});
