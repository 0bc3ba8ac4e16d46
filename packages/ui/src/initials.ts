const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first character as a person sees it; a flag or a family is one. */
function firstOf(word: string): string {
  return segmenter.segment(word).containing(0)?.segment ?? '';
}

/** One or two letters for an avatar: first letters of the first and last word, whole characters, upper case. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._@-]+/u)
    .filter(Boolean);
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${firstOf(first)}${last === undefined ? '' : firstOf(last)}`.toUpperCase();
}
