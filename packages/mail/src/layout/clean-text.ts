/** Controls, line and paragraph separators: what could begin a header or a line of its own. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
/** They turn the direction of what follows, and so can hide what a text says. */
const DIRECTIONS = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const MOST_CHARACTERS = 120;
/** Mail programs make a link of what has one of these between two letters, and of nothing that a word joiner parts. */
const LINKING = /(?<=\S)[.:/@](?=\S)/gu;
const WORD_JOINER = '\u2060';

/** One line without tricks. */
export function oneLine(text: string): string {
  return text.replace(BREAKS, ' ').replace(DIRECTIONS, '').replace(/ {2,}/gu, ' ').trim();
}

/**
 * What somebody has typed, fit for the mail that another person gets: one line, not too long, and no address in it
 * becomes a link (a name such as 'Win at evil.example' would turn our mail into the sender's).
 */
export function quoted(text: string): string {
  const line = Array.from(oneLine(text));
  const short = line.length > MOST_CHARACTERS ? [...line.slice(0, MOST_CHARACTERS), '…'] : line;
  return short.join('').replace(LINKING, (sign) => `${sign}${WORD_JOINER}`);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML, in content or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);
}

/** Puts values into {places}, in one pass: a place inside a value stays a word. */
export function fillPlaces(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
}
