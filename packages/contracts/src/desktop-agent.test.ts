import { expect, test } from 'vitest';
import { desktopAgent, readDesktopAgent } from './desktop-agent.ts';

test.each(['Annas MacBook', 'a (b) c', 'ÄÖÜ 日本', '%zz', '); DROP'])('%s comes back', (name) => {
  const agent = desktopAgent(name);
  expect(agent).toMatch(/^[\u0020-\u007e]+$/u);
  expect(readDesktopAgent(`${agent} Mozilla/5.0 Chrome/140`)).toBe(name);
});

test.each(['Mozilla/5.0', 'GekoDesktop', 'GekoDesktop (%E0%A4%A)', 'x GekoDesktop (a)'])(
  '%s names no machine',
  (agent) => expect(readDesktopAgent(agent)).toBeNull(),
);

test.each([
  ['half a character', '\ud800', '\ufffd'],
  ['a character where the name is cut', `${'a'.repeat(79)}😀`, `${'a'.repeat(79)}\ufffd`],
  ['a zero byte and a line', 'a\u0000b\nc', 'abc'],
])('%s in a name is nothing that a database refuses', (_, name, kept) => {
  expect(readDesktopAgent(desktopAgent(name))).toBe(kept);
});
