import { expect, test } from 'vitest';
import { parseCodeFence } from './code-fence.ts';
import { languageKey } from './language-name.ts';

test('a closed fence, an open one, and what is none', () => {
  expect(parseCodeFence('```ts\nconst a = 1\n\n```\n\n')).toEqual({
    info: 'ts',
    code: 'const a = 1\n',
    isClosed: true,
  });
  expect(parseCodeFence('```\n```')).toEqual({ info: '', code: '', isClosed: true });
  expect(parseCodeFence('~~~py x\na\n```\nb')).toEqual({
    info: 'py x',
    code: 'a\n```\nb',
    isClosed: false,
  });
  expect(parseCodeFence('````\n```\n````')).toEqual({ info: '', code: '```', isClosed: true });
  expect(parseCodeFence('```js')).toEqual({ info: 'js', code: '', isClosed: false });
  expect(parseCodeFence('```a``` inline')).toBeNull();
  expect(parseCodeFence('text')).toBeNull();
});

test('what models write becomes a language', () => {
  expect(['TS title="a"', 'C++', 'sh', '', 'brainfuck', 'jsx'].map(languageKey)).toEqual([
    'typescript',
    'cpp',
    'bash',
    '',
    'brainfuck',
    'tsx',
  ]);
});
