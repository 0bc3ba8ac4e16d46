const AGENT = /^GekoDesktop \((?<name>[^()\s]+)\)/u;

/** How the desktop app begins its User-Agent, so that lists of sessions show the machine by its name. */
export function desktopAgent(deviceName: string): string {
  // encodeURIComponent leaves parentheses as they are.
  const name = encodeURIComponent(deviceName.toWellFormed())
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `GekoDesktop (${name})`;
}

const CONTROLS = /\p{Cc}/gu;

/** The machine that a User-Agent of the desktop app names, as text that can be kept; null for any other. */
export function readDesktopAgent(userAgent: string): string | null {
  const name = AGENT.exec(userAgent)?.groups?.['name'];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name).replaceAll(CONTROLS, '').slice(0, 80).toWellFormed();
  } catch {
    return null;
  }
}
