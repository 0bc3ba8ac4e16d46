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
