import { expect, test } from 'vitest';
import type { KindWords, WordsKey } from './words.ts';
import { wordsOf } from './words-of.ts';

const keys = Object.keys(wordsOf.en.kinds) as WordsKey[];
const placesIn = (words: KindWords) =>
  new Set(
    [words.subject, words.title, ...words.paragraphs, ...words.notes].flatMap((text) =>
      [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name),
    ),
  );

test.each(keys)('%s tells the same facts in every language', (key) => {
  const inEnglish = placesIn(wordsOf.en.kinds[key]);
  inEnglish.delete('brand');
  for (const words of Object.values(wordsOf)) {
    const places = placesIn(words.kinds[key]);
    places.delete('brand');
    expect(places).toEqual(inEnglish);
    expect(words.kinds[key].button === null).toBe(wordsOf.en.kinds[key].button === null);
    expect(words.kinds[key].notes).toHaveLength(wordsOf.en.kinds[key].notes.length);
  }
});

test('no two kinds come under one subject, and no language borrows from another', () => {
  const subjects = Object.values(wordsOf).flatMap((words) =>
    keys.map((key) => words.kinds[key].subject),
  );
  expect(new Set(subjects).size).toBe(subjects.length);
});
