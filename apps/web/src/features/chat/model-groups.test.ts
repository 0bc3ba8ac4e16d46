import type { Model, ModelAccess } from '@geko/contracts/models';
import { filterGroups } from '@geko/ui/combobox-filter';
import { expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { autoGroup, modelGroups } from './model-groups.ts';
import { someModel } from '../models/testing/some-model.ts';

const model = (id: string, provider: Model['provider'], access: ModelAccess) =>
  someModel(id, { provider, access });

test('locked models stay in sight with their reason, after those that can be used', () => {
  const groups = modelGroups(
    [
      model('dear', 'anthropic', { isAllowed: false, reason: 'plan', upgradeTo: 'pro' }),
      model('off', 'openai', { isAllowed: false, reason: 'no_key', upgradeTo: null }),
      model('good', 'openai', { isAllowed: true }),
    ],
    en,
  );
  expect(
    groups.map(({ label, items }) => [
      label,
      items.map(({ id, lockedReason }) => [id, lockedReason]),
    ]),
  ).toEqual([
    [
      'OpenAI',
      [
        ['good', undefined],
        ['off', 'No provider key on this server'],
      ],
    ],
    ['Anthropic', [['dear', 'Needs the Pro plan']]],
  ]);
});

test('auto is found by what it does', () => {
  const found = (query: string) =>
    filterGroups([autoGroup(en)], query).flatMap(({ items }) => items.map(({ id }) => id));
  expect(found('auto')).toEqual(['auto']);
  expect(found('strong for hard')).toEqual(['auto']);
  expect(found('gpt')).toEqual([]);
});
