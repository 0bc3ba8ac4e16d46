import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import { readJson, writeJson } from './json-file.ts';
import { SPLASH_URL } from './url-rules.ts';
import { fitBounds, WindowPlace } from './window-bounds.ts';
import { mainWindowOptions, splashOptions } from './window-options.ts';

/** How long the splash may cover that the first page is slow. */
const SPLASH_MS = 10_000;
const KEEP_MS = 500;

type WindowFacts = {
  folder: string;
  preload: string;
  partition: string;
  icon: string;
  isPackaged: boolean;
  onError: (error: unknown) => void;
};

/** Opens the app's window where it was, and a splash until its first page is drawn. */
export async function openWindow(facts: WindowFacts): Promise<BrowserWindow> {
  const { folder, onError } = facts;
  const path = join(folder, 'window.json');
  const kept = await readJson(path, WindowPlace);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const areas = [main, ...others].map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...mainWindowOptions(facts),
    ...fitBounds(kept?.bounds ?? null, areas),
  });
  if (kept?.isMaximized === true) window.maximize();
  const splash = new BrowserWindow(splashOptions(facts));
  splash.loadURL(SPLASH_URL).catch(onError);
  const reveal = () => {
    clearTimeout(late);
    if (!splash.isDestroyed()) splash.destroy();
    if (!window.isDestroyed()) window.show();
  };
  const late = setTimeout(reveal, SPLASH_MS);
  window.once('ready-to-show', reveal);

  let keeping: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(keeping);
    keeping = setTimeout(() => {
      if (window.isDestroyed()) return;
      const place = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
      writeJson(path, place satisfies WindowPlace).catch(onError);
    }, KEEP_MS);
  };
  window.on('resize', keep);
  window.on('move', keep);
  window.on('maximize', keep);
  window.on('unmaximize', keep);
  return window;
}
