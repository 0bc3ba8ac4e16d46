import { expect, test } from 'vitest';
import type { LocalMessage } from '@geko/contracts/local-models';
import { localPrompt } from './local-prompt.ts';

const say = (role: LocalMessage['role'], content: string): LocalMessage => ({ role, content });

test('the newest messages that fit go along, and a person has the first word', () => {
  const long = 'x'.repeat(600);
  const messages = [say('user', long), say('assistant', long), say('user', 'And then?')];
  expect(localPrompt(messages, { contextTokens: 2_000 })).toEqual(messages);
  expect(localPrompt(messages, { contextTokens: 600 })).toEqual([messages[2]]);
});

test('the question goes along however long it is; empty answers do not', () => {
  const question = say('user', 'é'.repeat(9_000));
  expect(localPrompt([say('user', 'Hi'), question], { contextTokens: 512 })).toEqual([question]);
  const broken = [say('user', 'Hi'), say('assistant', ''), say('user', 'Again?')];
  expect(localPrompt(broken, { contextTokens: 4_096 })).toEqual([broken[0], broken[2]]);
});

test('there are never more than the shell takes', () => {
  const many = Array.from({ length: 2_500 }, (_, nth) =>
    say(nth % 2 === 0 ? 'user' : 'assistant', 'a'),
  );
  expect(localPrompt([...many, say('user', 'b')], { contextTokens: 1e9 }).length).toBeLessThan(
    1_001,
  );
});
