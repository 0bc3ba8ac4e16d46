import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { menuTemplate, trayTemplate } from './menu.ts';

/** Whatever can be pressed, by its label. */
function press(items: readonly MenuItemConstructorOptions[], label: string): void {
  const all = items.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const item = [...items, ...all].find((one) => one.label === label);
  if (item?.click === undefined) throw new Error(`nothing happens by ${label}`);
  (item.click as () => void)();
}

function open({ isMac = false, isPackaged = true } = {}) {
  const calls: string[] = [];
  const note = (name: string) => () => void calls.push(name);
  const facts = { show: note('show'), quit: note('quit'), byLicence: note('licence') };
  return {
    calls,
    menu: menuTemplate({ ...facts, isMac, isPackaged }),
    tray: trayTemplate({ ...facts, isMac, isPackaged }),
  };
}

const rolesIn = (items: readonly MenuItemConstructorOptions[]) =>
  items.flatMap(({ role, submenu }) => [
    role,
    ...(Array.isArray(submenu) ? submenu.map((one) => one.role) : []),
  ]);

test('the tray brings the window back, and quits', () => {
  const { tray, calls } = open();
  press(tray, 'Open Geko');
  press(tray, 'Quit');
  expect(calls).toEqual(['show', 'quit']);
});

test('the menu signs in by a licence, and has no tools of developers where it is shipped', () => {
  const { menu, calls } = open();
  press(menu, 'Sign in with a licence key…');
  expect(calls).toEqual(['licence']);
  expect(rolesIn(menu)).not.toContain('toggleDevTools');
  expect(rolesIn(open({ isPackaged: false }).menu)).toContain('toggleDevTools');
});

test('macOS has its own menu, and closes where others quit', () => {
  expect(rolesIn(open({ isMac: true }).menu)).toEqual(expect.arrayContaining(['appMenu', 'close']));
  expect(rolesIn(open().menu)).toContain('quit');
  expect(rolesIn(open().menu)).not.toContain('appMenu');
});
