import type { Model } from '@geko/contracts/models';
import { expect, test } from 'vitest';
import { filterModels, groupByKind, groupByProvider } from './filter-models.ts';
import { someModel } from './testing/some-model.ts';

function model({
  isAllowed = true,
  ...told
}: Pick<Model, 'id' | 'provider' | 'tier'> & { kind?: Model['kind']; isAllowed?: boolean }): Model {
  return someModel(told.id, {
    ...told,
    access: isAllowed ? { isAllowed } : { isAllowed, reason: 'plan', upgradeTo: 'pro' },
  });
}

const models = [
  model({ id: 'gpt-mini', provider: 'openai', tier: 'free' }),
  model({ id: 'gpt-large', provider: 'openai', tier: 'premium', isAllowed: false }),
  model({ id: 'claude-mini', provider: 'anthropic', tier: 'free' }),
];
const all = { search: '', tier: 'all', isUsableOnly: false } as const;
const ids = (found: Model[]): string[] => found.map(({ id }) => id);

test('every word must be found, in name, id, provider or kind, in any order and case', () => {
  expect(ids(filterModels(models, { ...all, search: ' Mini OPENAI ' }))).toEqual(['gpt-mini']);
  expect(ids(filterModels(models, { ...all, search: 'mini' }))).toEqual([
    'gpt-mini',
    'claude-mini',
  ]);
  expect(ids(filterModels(models, all))).toHaveLength(3);
  const easel = model({ id: 'easel', provider: 'openai', tier: 'premium', kind: 'image' });
  expect(ids(filterModels([...models, easel], { ...all, search: 'image' }))).toEqual(['easel']);
});

test('tier and usability narrow the list', () => {
  expect(ids(filterModels(models, { ...all, tier: 'premium' }))).toEqual(['gpt-large']);
  expect(ids(filterModels(models, { ...all, isUsableOnly: true }))).toEqual([
    'gpt-mini',
    'claude-mini',
  ]);
});

test('groups keep the order of the list', () => {
  expect(groupByProvider(models).map(([provider, of]) => [provider, of.length])).toEqual([
    ['openai', 2],
    ['anthropic', 1],
  ]);
  const speaking = model({ id: 'tts', provider: 'openai', tier: 'free', kind: 'speech' });
  expect(groupByKind([...models, speaking]).map(([kind, of]) => [kind, of.length])).toEqual([
    ['chat', 3],
    ['speech', 1],
  ]);
});
