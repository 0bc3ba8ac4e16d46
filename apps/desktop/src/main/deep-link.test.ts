import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkOfArguments, parseDeepLink, type DeepLink } from './deep-link.ts';

const ID = '0197f2a4-3c1e-7b2d-9c3d-5f2e8a1b4c6d';
const SECRET = 'Abc-_'.repeat(9).slice(0, 43);
const open = (path: string): DeepLink => ({ kind: 'open', path });

test.each<[string, DeepLink | null]>([
  ['geko://open/w/acme', open('/w/acme')],
  ['geko://open/w/acme/', open('/w/acme')],
  [`geko://open/w/acme/c/${ID}`, open(`/w/acme/c/${ID}`)],
  [`geko://open/w/${ID}/c/${ID}`, open(`/w/${ID}/c/${ID}`)],
  [
    `geko://sign-in?code=${SECRET}&state=${SECRET}`,
    { kind: 'sign-in', code: SECRET, state: SECRET },
  ],
  // Windows puts a slash behind the host.
  [
    `geko://sign-in/?code=${SECRET}&state=${SECRET}`,
    { kind: 'sign-in', code: SECRET, state: SECRET },
  ],
  ['geko://open', null],
  ['geko://open/', null],
  ['geko://open/admin', null],
  ['geko://open/w/', null],
  ['geko://open/w/acme/settings', null],
  ['geko://open/w/../admin', null],
  ['geko://open/w/acme/../../admin', null],
  ['geko://open/w/acme%2f..%2fadmin', null],
  ['geko://open//evil.test', null],
  ['geko://open/w/acme?next=https://evil.test', null],
  ['geko://open/w/acme#x', null],
  ['geko://open/w/ACME', null],
  ['geko://open/w/acme\n', null],
  [`geko://open/w/acme/c/${ID}x`, null],
  [`geko://open/w/${'a'.repeat(101)}`, null],
  ['GEKO://open/w/acme', null],
  [' geko://open/w/acme', null],
  ['geko:open/w/acme', null],
  ['geko://evil/w/acme', null],
  ['https://open/w/acme', null],
  ['javascript:alert(1)', null],
  [`geko://sign-in?code=${SECRET}`, null],
  [`geko://sign-in?state=${SECRET}&code=${SECRET}`, null],
  [`geko://sign-in?code=${SECRET}&state=${SECRET}&next=/admin`, null],
  [`geko://sign-in?code=${SECRET.slice(1)}&state=${SECRET}`, null],
  [`geko://sign-in?code=${SECRET}%20&state=${SECRET}`, null],
  ['', null],
])('%j asks for %j', (text, link) => expect(parseDeepLink(text)).toEqual(link));

test('whatever is read of a link is a path of a workspace, and never leads elsewhere', () => {
  const pieces = fc.constantFrom(
    '/',
    'w',
    'c',
    '..',
    '.',
    '%2e',
    '\\',
    'acme',
    ID,
    '?',
    '#',
    '@',
    ':',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const link = parseDeepLink(`geko://open${parts.join('')}`);
      if (link === null) return;
      const url = new URL((link as { path: string }).path, 'https://geko.example');
      expect(url.origin).toBe('https://geko.example');
      expect(url.pathname).toMatch(/^\/w\/[a-z0-9-]+(\/c\/[0-9a-f-]{36})?$/u);
    }),
    { numRuns: 2_000 },
  );
});

test('a link comes as an argument on Windows and Linux', () => {
  expect(linkOfArguments(['geko', '--flag', 'geko://open/w/acme'])).toBe('geko://open/w/acme');
  expect(linkOfArguments(['geko', '.'])).toBeNull();
});
