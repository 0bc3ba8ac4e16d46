import { expect, test } from 'vitest';
import { createDrafts } from './drafts.ts';

function memory(): {
  items: Map<string, string>;
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
  removeItem: (key: string) => void;
} {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

test('a draft survives a reload, each conversation has its own, and an empty one leaves nothing behind', () => {
  const storage = memory();
  const drafts = createDrafts(storage);
  drafts.set('a', 'one');
  drafts.set('b', 'two');
  drafts.set('b', '');
  expect(createDrafts(storage).get('a')).toBe('one');
  expect(createDrafts(storage).get('b')).toBe('');
  expect(storage.items.size).toBe(1);
});

test('a storage that throws costs nothing on screen', () => {
  const broken = () => {
    throw new Error('QuotaExceededError');
  };
  const drafts = createDrafts({ getItem: broken, setItem: broken, removeItem: broken });
  let calls = 0;
  drafts.subscribe(() => {
    calls += 1;
  });
  drafts.set('a', 'kept');
  expect(drafts.get('a')).toBe('kept');
  expect(calls).toBe(1);
});

test('a draft goes along to another key, and never over what is there', () => {
  const drafts = createDrafts(memory());
  drafts.set('new', 'typed');
  drafts.move('new', 'conversation');
  expect([drafts.get('new'), drafts.get('conversation')]).toEqual(['', 'typed']);
  drafts.set('new', 'other');
  drafts.move('new', 'conversation');
  expect([drafts.get('new'), drafts.get('conversation')]).toEqual(['other', 'typed']);
});
