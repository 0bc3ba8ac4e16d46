import { expect, test } from 'vitest';
import { filterGroups, type ComboboxGroup } from './combobox-filter.ts';

const groups: ComboboxGroup<number>[] = [
  {
    id: 'anthropic',
    label: 'Anthropic',
    items: [
      { id: 'haiku', value: 1, label: 'Claude Haiku', keywords: 'fast' },
      { id: 'opus', value: 2, label: 'Claude Opus', lockedReason: 'Needs Pro' },
    ],
  },
  { id: 'mistral', label: 'Mistral', items: [{ id: 'medium', value: 3, label: 'Médium' }] },
];
const idsOf = (query: string): string[] =>
  filterGroups(groups, query).flatMap((group) => group.items.map(({ id }) => id));

test('an empty query keeps everything, locked items too', () => {
  expect(idsOf('  ')).toEqual(['haiku', 'opus', 'medium']);
});

test('every word must occur, in label, keywords or group', () => {
  expect(idsOf('CLAUDE fast')).toEqual(['haiku']);
  expect(idsOf('anthropic')).toEqual(['haiku', 'opus']);
  expect(idsOf('claude mistral')).toEqual([]);
});

test('accents do not count', () => {
  expect(idsOf('medium')).toEqual(['medium']);
});
