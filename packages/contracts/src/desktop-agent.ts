const AGENT = /^GekoDesktop \((?<name>[^()\s]+)\)/u;

/** How the desktop app begins its User-Agent, so that lists of sessions show the machine by its name. */
export function desktopAgent(deviceName: string): string {
  // encodeURIComponent leaves parentheses as they are.
  const name = encodeURIComponent(deviceName).replaceAll('(', '%28').replaceAll(')', '%29');
  return `GekoDesktop (${name})`;
}

/** The machine that a User-Agent of the desktop app names; null for any other. */
export function readDesktopAgent(userAgent: string): string | null {
  const name = AGENT.exec(userAgent)?.groups?.['name'];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name).slice(0, 80);
  } catch {
    return null;
  }
}
