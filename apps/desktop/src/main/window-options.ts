import type { BrowserWindowConstructorOptions } from 'electron';
import { LEAST_SIZE } from './window-bounds.ts';

/** What every page of the app runs under: no Node, a world of its own for the preload, a sandbox around it. */
const caged = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  safeDialogs: true,
  spellcheck: true,
} as const;

/** The window. partition: not persistent, so that cookies are in memory only. */
export function mainWindowOptions({
  preload,
  partition,
  icon,
  isPackaged,
}: {
  preload: string;
  partition: string;
  icon: string;
  isPackaged: boolean;
}): BrowserWindowConstructorOptions {
  return {
    show: false,
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Geko',
    icon,
    autoHideMenuBar: true,
    webPreferences: { ...caged, preload, partition, devTools: !isPackaged },
  };
}

/** What is seen until the first page is. It has no preload: there is nothing that it could ask. */
export function splashOptions({
  partition,
  icon,
}: {
  partition: string;
  icon: string;
}): BrowserWindowConstructorOptions {
  return {
    width: 320,
    height: 220,
    frame: false,
    resizable: false,
    movable: false,
    center: true,
    skipTaskbar: true,
    title: 'Geko',
    icon,
    webPreferences: { ...caged, partition, devTools: false },
  };
}
