import { oneLine } from './layout/clean-text.ts';

const MOST_CHARACTERS = 300;
const GONE = '[removed]';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a mail server is signed in to with, in the forms in which it goes over the wire. */
function credentialsIn(smtpUrl: string): string[] {
  const { username, password } = new URL(smtpUrl);
  const [user, pass] = [decoded(username), decoded(password)];
  const forms = [user, pass, `\0${user}\0${pass}`].filter(
    (text) => text.replaceAll('\0', '') !== '',
  );
  return forms.flatMap((text) => [text, Buffer.from(text).toString('base64')]);
}

/**
 * What a mail server said, fit to keep and to log: servers repeat what they were sent, so the account at the server,
 * people's addresses, links and anything long and random are taken out.
 */
export function scrubAnswer(answer: string, smtpUrl: string): string {
  let clean = oneLine(answer);
  const secrets = credentialsIn(smtpUrl).toSorted((a, b) => b.length - a.length);
  for (const secret of secrets) clean = clean.replaceAll(secret, GONE);
  return clean
    .replaceAll(/\b[a-z][a-z\d+.-]*:\/\/\S+/giu, GONE)
    .replaceAll(/[^\s<>()[\]:;,"']+@[^\s<>()[\]:;,"']+/gu, GONE)
    .replaceAll(/[\w+/=-]{24,}/gu, GONE)
    .slice(0, MOST_CHARACTERS);
}
