const GONE = '[redacted]';

/** What secrets look like inside a sentence, and what is left of each. */
const shapes: readonly (readonly [RegExp, string])[] = [
  // user:password in an address
  [/(\b[a-z][a-z\d+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/giu, `$1:${GONE}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/giu, `$1 ${GONE}`],
  // our cookie
  [/\b(geko_session)=[^\s;,"']+/giu, `$1=${GONE}`],
  // keys with a known beginning: OpenAI, Anthropic, Stripe, Groq, xAI, ours, Google, GitHub, AWS, Slack
  [/\b(?:sk|pk|rk|gsk|xai|gk|whsec|ghp|gho|github_pat|xox[a-z])[-_][\w-]{8,}/gu, GONE],
  [/\bAIza[\w-]{20,}/gu, GONE],
  [/\bAKIA[A-Z\d]{12,}/gu, GONE],
  [/\bGEKO(?:-[A-Z\d]{4}){2,}/gu, GONE],
  // JSON web tokens
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/gu, GONE],
  // name=value and "name":"value" of things that are secret by name
  [
    /(["']?\b(?:api[-_]?key|access[-_]?token|secret|password|passwd|token)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/giu,
    `$1${GONE}`,
  ],
  // anything else that is long and random: letters and digits in one run of 32 or more
  [/\b(?=[a-z\d]*\d)(?=\d*[a-z])[a-z\d]{32,}\b/giu, GONE],
];

/** A text without what looks like a key, a token, a cookie or a password. */
export function scrubText(text: string): string {
  let clean = text;
  for (const [shape, rest] of shapes) clean = clean.replace(shape, rest);
  return clean;
}
