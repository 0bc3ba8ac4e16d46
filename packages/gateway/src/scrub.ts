const MAX_LOG_CHARS = 300;
/** So many characters in common with a prompt are an echo of it, not a coincidence. */
const ECHO_CHARS = 16;

const secrets: readonly [RegExp, string][] = [
  [/\b(bearer|basic|token)\s+\S+/gi, '$1 [secret]'],
  [
    /\b(api[-_ ]?key|x-api-key|x-goog-api-key|authorization|key|secret|password)(["']?\s*[:=]\s*["']?)[^\s"'&,}]+/gi,
    '$1$2[secret]',
  ],
  [/\b(sk|pk|rk|gsk|xai|AIza|ghp|key)[-_A-Za-z0-9*.]{8,}/g, '[secret]'],
  [/[A-Za-z0-9+/_=*-]{32,}/g, '[secret]'],
];

/** Where a text of ours is repeated in a message: from `start`, the longest piece that is in it, when that is long enough. */
function echoLength(message: string, start: number, text: string): number {
  let length = ECHO_CHARS;
  if (start + length > message.length || !text.includes(message.slice(start, start + length)))
    return 0;
  while (start + length < message.length && text.includes(message.slice(start, start + length + 1)))
    length += 1;
  return length;
}

function withoutEcho(message: string, prompt: readonly string[]): string {
  let out = message;
  for (const text of prompt) {
    if (text.length < ECHO_CHARS) {
      if (text.length >= 4) out = out.replaceAll(text, '[prompt]');
      continue;
    }
    for (let start = 0; start < out.length;) {
      const length = echoLength(out, start, text);
      if (length > 0) out = `${out.slice(0, start)}[prompt]${out.slice(start + length)}`;
      start += length > 0 ? '[prompt]'.length : 1;
    }
  }
  return out;
}

/**
 * A provider's error text made fit for a log: without keys, tokens, long opaque strings and words of the
 * prompt, on one line and short. Never shown to users, who get our own sentence.
 */
export function scrub(text: string, { prompt = [] }: { prompt?: readonly string[] } = {}): string {
  let out = text.slice(0, MAX_LOG_CHARS * 4);
  out = withoutEcho(out, prompt);
  for (const [pattern, replacement] of secrets) out = out.replace(pattern, replacement);
  out = out.replace(/\s+/g, ' ').trim();
  return out.length > MAX_LOG_CHARS ? `${out.slice(0, MAX_LOG_CHARS)}…` : out;
}

/** Shorter pieces of a secret than this tell nothing. */
const TELLING_CHARS = 6;

/**
 * A message without one secret, whatever its shape: where it is repeated, plainly or in another writing, and where the
 * message was cut off in the middle of it.
 */
export function withoutSecret(message: string, secret: string): string {
  const writings = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  let out = message;
  for (const writing of new Set(writings)) {
    out = out.replaceAll(writing, '[secret]');
    for (let length = writing.length - 1; length >= TELLING_CHARS; length -= 1) {
      const cut = `${writing.slice(0, length)}…`;
      if (out.endsWith(cut)) return `${out.slice(0, -cut.length)}[secret]`;
    }
  }
  return out;
}
