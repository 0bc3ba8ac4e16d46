import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBlockSplitter } from './block-splitter.ts';

const pieces = fc.constantFrom(
  '# Title\n',
  'plain text ',
  '\n',
  '\n\n',
  '- item\n',
  '  more\n',
  '1. one\n',
  '2',
  '. two\n',
  '```ts\n',
  'const a = 1\n',
  '```\n',
  '``',
  '| a | b |\n',
  '| - | - |\n',
  '> quote\n',
  '---\n',
  '===\n',
  '**bold',
  '[x]: https://a.example\n',
  '[x]',
  '    code\n',
  '\t',
  '<div>\n',
  '* ',
  '~~~\n',
  '\r\n',
  '\r',
  'é',
  '🦎',
  '\\',
  '`',
  '- [ ] task\n',
  '***\n',
  '+ plus\n',
  '[^1]: note\n',
);
const streams = fc.array(pieces, { maxLength: 60 });
const unixLines = (text: string): string => text.replace(/\r\n|\r/g, '\n');

describe('createBlockSplitter', () => {
  test('blocks joined are the text, at every step of a stream', () => {
    fc.assert(
      fc.property(streams, (chunks) => {
        const split = createBlockSplitter();
        let text = '';
        for (const chunk of chunks) {
          text += chunk;
          expect(
            split(text)
              .map(({ raw }) => raw)
              .join(''),
          ).toBe(unixLines(text));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('all but the last two blocks (or pieces of a list) stay the same objects while text is appended', () => {
    fc.assert(
      fc.property(streams, (chunks) => {
        const split = createBlockSplitter();
        let text = '';
        let before: readonly unknown[] = [];
        for (const chunk of chunks) {
          text += chunk.replaceAll('\r', '');
          const blocks = split(text);
          const stable = before.slice(0, -2);
          stable.forEach((block, index) => expect(blocks[index]).toBe(block));
          before = blocks;
        }
      }),
      { numRuns: 400 },
    );
  });

  test('starts count from the text and are unique', () => {
    const blocks = createBlockSplitter()('# A\n\ntext\n\n```js\n1\n```\n\nend');
    expect(blocks.map(({ raw }) => raw)).toEqual([
      '# A\n\n',
      'text\n\n',
      '```js\n1\n```\n\n',
      'end',
    ]);
    expect(blocks.map(({ start }) => start)).toEqual([0, 5, 11, 24]);
  });

  test('a text that does not continue the one before starts over', () => {
    const split = createBlockSplitter();
    split('one\n\ntwo\n\nthree\n\nfour');
    expect(split('other').map(({ raw }) => raw)).toEqual(['other']);
  });

  test('a number that becomes an item joins the list before it', () => {
    const split = createBlockSplitter();
    expect(split('1. a\n\n\n2')).toHaveLength(2);
    expect(split('1. a\n\n\n2. b')).toHaveLength(1);
  });

  test('a long list is cut between items', () => {
    const text = Array.from({ length: 30 }, (_, index) => `${index + 1}. item\n`).join('');
    const blocks = createBlockSplitter()(text);
    expect(blocks).toHaveLength(3);
    expect(blocks[1]?.raw.startsWith('13. item')).toBe(true);
  });
});
