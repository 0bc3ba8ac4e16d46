import type { MenuItemConstructorOptions } from 'electron';

type MenuFacts = {
  isMac: boolean;
  isPackaged: boolean;
  show: () => void;
  quit: () => void;
  byLicence: () => void;
};

/** The app's menu. Roles bring their keys and, on macOS, their words in the person's language. */
export function menuTemplate({
  isMac,
  isPackaged,
  byLicence,
}: MenuFacts): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'Sign in with a licence key…', click: byLicence },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
}

/** What a press on the symbol in the system's bar offers. */
export function trayTemplate({ show, quit }: MenuFacts): MenuItemConstructorOptions[] {
  return [
    { label: 'Open Geko', click: show },
    { type: 'separator' },
    { label: 'Quit', click: quit },
  ];
}
