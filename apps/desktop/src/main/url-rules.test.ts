import { describe, expect, test } from 'vitest';
import { externalUrl, isAppUrl, isBundledUrl } from './url-rules.ts';

/** Forms of addresses that a page may ask to be opened. Of these forty, two open: a plain https address and a plain mailto. */
const forms: readonly [string, boolean][] = [
  ['https://example.com/a?b=c#d', true],
  ['mailto:someone@example.com?subject=Hello', true],
  ['http://example.com/', false],
  ['HTTP://EXAMPLE.COM', false],
  ['file:///etc/passwd', false],
  ['file://server/share/run.exe', false],
  ['\\\\server\\share\\run.exe', false],
  ['C:\\Windows\\System32\\calc.exe', false],
  ['javascript:alert(1)', false],
  ['java\nscript:alert(1)', false],
  ['data:text/html,<script>alert(1)</script>', false],
  ['blob:https://example.com/0b8f', false],
  ['about:blank', false],
  ['chrome://settings', false],
  ['devtools://devtools/bundled/inspector.html', false],
  ['view-source:https://example.com', false],
  ['ws://example.com', false],
  ['wss://example.com', false],
  ['ftp://example.com/a', false],
  ['sftp://example.com/a', false],
  ['ssh://root@example.com', false],
  ['smb://server/share', false],
  ['tel:+49301234', false],
  ['sms:+49301234', false],
  ['geko://open/w/acme', false],
  ['geko-app://offline/index.html', false],
  ['ms-msdt:/id PCWDiagnostic', false],
  ['ms-officecmd:{}', false],
  ['search-ms:query=a&crumb=location:\\\\server', false],
  ['vscode://file/etc/passwd', false],
  ['slack://open', false],
  ['itms-services://?action=download-manifest', false],
  ['jar:https://example.com/a.jar!/', false],
  ['https://user:secret@example.com/', false],
  ['https://exa"mple.com/', false],
  ['mailto:a@example.com?attach=/etc/passwd', false],
  ['mailto:a"b@example.com', false],
  ['https://', false],
  ['example.com', false],
  ['', false],
];

describe('what is handed over to the system', () => {
  test('there are forty forms, of which two open', () => {
    expect(forms).toHaveLength(40);
    expect(new Set(forms.map(([text]) => text)).size).toBe(40);
    expect(forms.filter(([text]) => externalUrl(text) !== null).map(([text]) => text)).toEqual([
      'https://example.com/a?b=c#d',
      'mailto:someone@example.com?subject=Hello',
    ]);
  });

  test.each(forms)('%j opens: %s', (text, isOpened) => {
    expect(externalUrl(text) !== null).toBe(isOpened);
  });

  test('what is opened is the address as it was read, not as it was written', () => {
    expect(externalUrl('HTTPS://EXAMPLE.com:443/a b')).toBe('https://example.com/a%20b');
    expect(externalUrl(`https://example.com/${'a'.repeat(4_000)}`)).toBeNull();
  });
});

test.each([
  ['https://geko.example/', true],
  ['https://geko.example:443/w/acme?x=1', true],
  ['https://GEKO.example', true],
  ['http://geko.example/', false],
  ['https://geko.example:444/', false],
  ['https://geko.example.evil.test/', false],
  ['https://evil.test/https://geko.example', false],
  ['https://geko.example@evil.test/', false],
  ['https://user@geko.example/', false],
  ['blob:https://geko.example/1', false],
  ['data:text/html,x', false],
  ['geko-app://offline/index.html', false],
  ['', false],
])('%s is a page of the app: %s', (url, isOurs) =>
  expect(isAppUrl(url, 'https://geko.example')).toBe(isOurs),
);

test.each([
  ['geko-app://offline/index.html', true],
  ['geko-app://offline/', true],
  ['geko-app://elsewhere/index.html', false],
  ['geko-app://offline.evil.test/', false],
  ['geko-application://offline/', false],
  ['https://offline/', false],
  ['', false],
])('%s comes with the app: %s', (url, isBundled) => expect(isBundledUrl(url)).toBe(isBundled));
