export const DEEP_LINK_SCHEME = 'geko';

/** What a link asks for that somebody has pressed outside of the app. Anybody can make one. */
export type DeepLink =
  | { kind: 'open'; path: string }
  | { kind: 'sign-in'; code: string; state: string };

const OPEN =
  /^geko:\/\/open(?<path>\/w\/[a-z0-9][a-z0-9-]{0,99}(?:\/c\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?)\/?$/u;
const SIGN_IN = /^geko:\/\/sign-in\/?\?code=(?<code>[\w-]{43})&state=(?<state>[\w-]{43})$/u;

/** Reads a deep link; null for whatever is not, to the letter, one that Geko makes. */
export function parseDeepLink(text: string): DeepLink | null {
  const open = OPEN.exec(text)?.groups;
  if (open?.['path'] !== undefined) return { kind: 'open', path: open['path'] };
  const signIn = SIGN_IN.exec(text)?.groups;
  if (signIn?.['code'] === undefined || signIn['state'] === undefined) return null;
  return { kind: 'sign-in', code: signIn['code'], state: signIn['state'] };
}

/** Windows and Linux hand links over as an argument of the command line. */
export function linkOfArguments(args: readonly string[]): string | null {
  return args.find((arg) => arg.startsWith(`${DEEP_LINK_SCHEME}://`)) ?? null;
}
