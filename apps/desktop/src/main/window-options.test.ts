import { expect, test } from 'vitest';
import { mainWindowOptions, splashOptions } from './window-options.ts';

const facts = { preload: '/app/preload/index.cjs', partition: 'geko', icon: '/app/icon.png' };

test.each([
  ['the window', mainWindowOptions({ ...facts, isPackaged: true })],
  ['the splash', splashOptions(facts)],
])('%s keeps its pages in a cage', (_, { webPreferences }) => {
  expect(webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    devTools: false,
  });
  // A partition that is kept would write cookies to the disk.
  expect(webPreferences?.partition).not.toMatch(/^persist:/u);
});

test('the splash has no preload, and developers have their tools', () => {
  expect(splashOptions(facts).webPreferences).not.toHaveProperty('preload');
  const options = mainWindowOptions({ ...facts, isPackaged: false });
  expect(options.webPreferences).toMatchObject({ devTools: true, preload: facts.preload });
});
