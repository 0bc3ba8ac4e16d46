import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './unpack-woff.ts';

const require = createRequire(import.meta.url);

export type FontWeight = 'regular' | 'bold';

/** A stretch of text that one font has all characters of. */
export type Run = { font: string; text: string };

const weights: Record<FontWeight, number> = { regular: 400, bold: 700 };

/** Characters that no font draws: control characters, and marks of direction and joining that stand alone. */
const INVISIBLE = /\p{Cc}|[\u200B\u2060\uFEFF]/gu;

const ranges = Object.entries(
  require('@fontsource/noto-sans/unicode.json') as Record<string, string>,
).map(([subset, text]) => ({
  subset,
  ranges: text.split(',').map((range) => {
    const [from = '', to = from] = range.replace('U+', '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  }),
}));

/** Latin first, which has what most texts are made of. */
const subsets = ranges.toSorted(
  (a, b) => Number(b.subset === 'latin') - Number(a.subset === 'latin'),
);

/** Has nearly all characters that there are, in pixels. */
const WIDE_FONT = '@fontsource/unifontex/files/unifontex-latin-400-normal.woff';

/** The file of the font for a character: Noto Sans where it has it, else UnifontEX, which has nearly all there are. */
function fontFor(character: string, weight: FontWeight): string {
  const point = character.codePointAt(0) ?? 0;
  const found = subsets.find((each) =>
    each.ranges.some(([from, to]) => point >= from && point <= to),
  );
  return found === undefined
    ? WIDE_FONT
    : `@fontsource/noto-sans/files/noto-sans-${found.subset}-${weights[weight]}-normal.woff`;
}

const unpacked = new Map<string, Buffer>();

/** A font's bytes; read once. */
export function fontBytes(font: string): Buffer {
  const known = unpacked.get(font);
  if (known !== undefined) return known;
  const bytes = unpackWoff(readFileSync(require.resolve(font)));
  unpacked.set(font, bytes);
  return bytes;
}

export const BASE_FONT = fontFor('A', 'regular');

/** Splits a text by the fonts that it takes. Marks and blanks stay with what they follow. */
export function runsOf(text: string, weight: FontWeight): Run[] {
  const runs: Run[] = [];
  for (const character of text.replaceAll(INVISIBLE, '')) {
    const last = runs.at(-1);
    const stays = last !== undefined && /[\p{M}\p{Zs}]/u.test(character);
    const font = stays ? last.font : fontFor(character, weight);
    if (last?.font === font) last.text += character;
    else runs.push({ font, text: character });
  }
  return runs;
}
