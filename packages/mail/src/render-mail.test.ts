import { describe, expect, test } from 'vitest';
import { Locale } from '@geko/contracts/auth';
import { mailData, type Mail } from '@geko/contracts/mail';
import { renderMail } from './render-mail.ts';
import { branding, sampleMails } from './testing/sample-mails.ts';
import { wordsOf } from './words/words-of.ts';

const locales = Locale.options;
const all = (words?: string) => locales.flatMap((locale) => sampleMails(locale, words));
const label = ({ kind, locale }: Mail) => `${kind} (${locale})`;
const urlsIn = (mail: Mail): string[] =>
  Object.values(mail.data).filter(
    (value): value is string => typeof value === 'string' && value.startsWith('https://'),
  );
const bare = (text: string) => text.replaceAll('\u2060', '');

describe.each(all().map((mail) => [label(mail), mail] as const))('%s', (_label, mail) => {
  const { subject, text, html } = renderMail(mail, branding);

  test('its data are those of the contract', () =>
    expect(mailData[mail.kind].safeParse(mail.data).success).toBe(true));

  test('every link is in both parts: as a link, and to be read', () => {
    for (const url of [...urlsIn(mail), branding.url]) {
      expect(text).toContain(url);
      expect(html).toContain(`href="${url}"`);
      expect(html).toContain(`>${url}</a>`);
    }
  });

  test('a mail with a link has one button, which leads there', () => {
    const buttons = [...html.matchAll(/href="([^"]+)"[^>]*class="button"/gu)].map(([, url]) => url);
    expect(buttons).toEqual(urlsIn(mail).slice(0, buttons.length));
    expect(buttons).toHaveLength(Math.min(1, urlsIn(mail).length));
  });

  test('no place is left open', () => {
    expect(subject).not.toMatch(/[{}]/u);
    expect(text).not.toMatch(/[{}]|undefined|null|Invalid Date/u);
    expect(html).not.toMatch(/\{\w+\}|undefined|>null|Invalid Date/u);
  });

  test('the text says all that the HTML says, but for what only its button needs', () => {
    const shown = html
      .replace(/<head>[^]*<\/head>/u, '')
      .split(/<[^>]*>/u)
      .map((words) => words.replaceAll('&nbsp;', ' ').replaceAll('&#39;', "'").trim())
      .filter((words) => words !== '' && words !== wordsOf[mail.locale].buttonAddress);
    for (const words of shown) expect(text).toContain(words);
  });

  test('it is laid out as all are: language, dark mode, one column, no picture, no script', () => {
    expect(html).toContain(`<html lang="${mail.locale}">`);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('max-width:560px');
    expect(html.match(/<h1 /gu)).toHaveLength(1);
    expect(html).not.toMatch(/<img|<script|<link|@import|url\(/iu);
    for (const tag of ['table', 'tr', 'td', 'a', 'p', 'span']) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'gu'))?.length ?? 0;
      expect(html.match(new RegExp(`</${tag}>`, 'gu'))?.length ?? 0, tag).toBe(opened);
    }
    expect(subject.length).toBeGreaterThan(5);
    expect(subject.length).toBeLessThan(90);
  });
});

const script = '<script>alert("1")</script>';
test.each(all(script).map((mail) => [label(mail), mail] as const))(
  '%s: markup that people typed stays text',
  (_label, mail) => {
    const { html, text } = renderMail(mail, branding);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;');
    expect(bare(text)).toContain(script);
  },
);

const injection = 'Ada\r\nBcc: eve@evil.example\u2028x\u0000y\u202Ez';
test.each(all(injection).map((mail) => [label(mail), mail] as const))(
  '%s: a line break that people typed begins no header and no line',
  (_label, mail) => {
    const { subject, text, html } = renderMail(mail, branding);
    expect(subject).not.toMatch(/[\r\n\u0000-\u001f\u2028\u202e]/u);
    expect(text).not.toMatch(/^\s*Bcc:/mu);
    expect(`${text}${html}`).not.toMatch(/[\r\u0000\u2028\u202e]/u);
  },
);

test('an address that people typed is no link in a mail program, and reads the same', () => {
  for (const mail of all('Win at https://evil.example/x now, or eve@evil.example')) {
    const { subject, text, html } = renderMail(mail, branding);
    for (const part of [subject, text, html])
      expect(part).not.toMatch(/https:\/\/evil|evil\.example/u);
    expect(bare(text)).toContain('Win at https://evil.example/x now');
  }
});

test('a name without end is cut, one that is empty is no greeting', () => {
  const long = renderMail(
    {
      kind: 'invitation',
      to: 'a@b.co',
      locale: 'en',
      data: {
        invitedByName: 'x'.repeat(5000),
        workspaceName: '😀'.repeat(5000),
        roleName: 'Editor',
        url: 'https://geko.example.com/invite/t',
        expiresAt: '2026-11-21T17:45:00.000Z',
      },
    },
    branding,
  );
  expect(Array.from(long.subject).length).toBeLessThan(300);
  expect(long.subject.isWellFormed()).toBe(true);
  const [hello] = renderMail(
    {
      kind: 'reset_password',
      to: 'a@b.co',
      locale: 'en',
      data: { name: ' \r\n', url: 'https://a.b/c' },
    },
    branding,
  )
    .text.split('\n')
    .slice(2);
  expect(hello).toBe('Hello,');
});

test("a role that ships with Geko is told in the reader's language, one of their own as it is named", () => {
  const invite = (roleName: string) =>
    renderMail(
      {
        kind: 'invitation',
        to: 'a@b.co',
        locale: 'de',
        data: {
          invitedByName: 'Ada',
          workspaceName: 'Labor',
          roleName,
          url: 'https://geko.example.com/invite/t',
          expiresAt: '2026-11-21T17:45:00.000Z',
        },
      },
      branding,
    ).text;
  expect(invite('Viewer')).toContain('Ihre Rolle: Nur lesen.');
  expect(invite('Reviewers of 2026')).toContain('Ihre Rolle: Reviewers of 2026.');
  expect(invite('Viewer')).toContain('21. November 2026 um 17:45 UTC');
});

test('a second factor that is gone is other news than one that came', () => {
  const say = (isEnabled: boolean) =>
    renderMail(
      {
        kind: 'second_factor_changed',
        to: 'a@b.co',
        locale: 'en',
        data: { name: 'Ada', isEnabled, securityUrl: 'https://a.b/c' },
      },
      branding,
    ).subject;
  expect(say(true)).toContain('is on');
  expect(say(false)).toContain('is off');
});

test('a sign-in from an unknown address has no empty row', () => {
  const mail = sampleMails('en').find(({ kind }) => kind === 'new_sign_in') as Mail & {
    kind: 'new_sign_in';
  };
  expect(renderMail(mail, branding).text).toContain('Internet address: 192.0.2.7');
  expect(
    renderMail({ ...mail, data: { ...mail.data, address: null } }, branding).text,
  ).not.toContain('Internet address');
});

test("the installation's name and colour are in it", () => {
  const [mail] = sampleMails('en');
  if (mail === undefined) throw new Error('no sample');
  const { html, text, subject } = renderMail(mail, {
    name: 'Acme & Söhne',
    color: '#ffe14d',
    url: 'https://ai.acme.example',
  });
  expect(html).toContain('Acme &amp; Söhne');
  expect(html).toContain('background-color:#ffe14d;color:#000000;');
  expect(`${subject}${text}`).not.toContain('Geko');
});
