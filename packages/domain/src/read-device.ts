import { readDesktopAgent } from '@geko/contracts/desktop-agent';

/** A browser as people know it, and what it runs on; of the desktop app the machine, by its name. */
export type Device = { browser: string; system: string };

const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//u, 'Edge'],
  [/\bOPR\//u, 'Opera'],
  [/\bSamsungBrowser\//u, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//u, 'Chrome'],
  [/\bSafari\//u, 'Safari'],
];

const systems: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPad|iPod)\b/u, 'iOS'],
  [/\bAndroid\b/u, 'Android'],
  [/\bWindows\b/u, 'Windows'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/u, 'macOS'],
  [/\bLinux\b|\bX11\b/u, 'Linux'],
];

const find = (table: readonly [RegExp, string][], text: string) =>
  table.find(([pattern]) => pattern.test(text))?.[1];

/**
 * The device behind a User-Agent; null when it is none that we know. Versions are left out on purpose: a browser that
 * updates itself is still the same device.
 */
export function readDevice(userAgent: string | null): Device | null {
  const machine = readDesktopAgent(userAgent ?? '');
  if (machine !== null) return { browser: 'Geko', system: machine };
  const browser = find(browsers, userAgent ?? '');
  const system = find(systems, userAgent ?? '');
  return browser === undefined || system === undefined ? null : { browser, system };
}
