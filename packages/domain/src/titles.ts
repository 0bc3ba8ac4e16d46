const MAX_TITLE_CHARS = 60;
const FALLBACK_TITLE = 'New conversation';

/** A conversation's first title: the first line of its first message, cut at a word to about 60 characters. */
export function titleFrom(text: string): string {
  const line = (text.split(/[\r\n\u2028\u2029]+/).find((part) => part.trim() !== '') ?? '')
    .replace(/^[#>*\-\s]+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return FALLBACK_TITLE;
  const characters = Array.from(line.slice(0, MAX_TITLE_CHARS * 4));
  if (characters.length <= MAX_TITLE_CHARS) return line;
  const cut = characters.slice(0, MAX_TITLE_CHARS).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > MAX_TITLE_CHARS / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
