import { expect, test } from 'vitest';
import { mergeCalls } from './merge-calls.ts';

const calls = (...ids: string[]) => ids.map((id) => ({ id }));

test('new calls go first, each is shown once', () => {
  expect(mergeCalls(calls('b', 'a'), { isFirst: false, calls: calls('c', 'b') })).toEqual(
    calls('c', 'b', 'a'),
  );
});

test('a stream that begins anew shows what it knows', () => {
  expect(mergeCalls(calls('b', 'a'), { isFirst: true, calls: calls('d') })).toEqual(calls('d'));
});

test('fifty are shown', () => {
  const many = Array.from({ length: 50 }, (_, n) => String(n));
  const merged = mergeCalls(calls(...many), { isFirst: false, calls: calls('new') });
  expect(merged).toHaveLength(50);
  expect(merged[0]).toEqual({ id: 'new' });
});
