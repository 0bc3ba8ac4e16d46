import type { Model } from '@geko/contracts/models';
import { filterGroups } from '@geko/ui/combobox-filter';
import { expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { modelOptions } from './model-options.ts';
import { someModel } from './testing/some-model.ts';

const model = (id: string, provider: Model['provider'], kind: Model['kind']) =>
  someModel(id, { provider, kind });
const models = [
  model('gpt', 'openai', 'chat'),
  model('mistral', 'mistral', 'chat'),
  model('tts', 'openai', 'speech'),
  model('embed', 'mistral', 'embedding'),
  model('gpt-mini', 'openai', 'chat'),
];
const shown = (groups: ReturnType<typeof modelOptions>) =>
  groups.map(({ label, items }) => [label, items.map(({ id }) => id)]);

test('what does not chat stands apart, under its provider and what it makes', () => {
  const groups = modelOptions(models, en.common);
  expect(shown(groups)).toEqual([
    ['OpenAI', ['gpt', 'gpt-mini']],
    ['OpenAI · Speech', ['tts']],
    ['Mistral', ['mistral']],
    ['Mistral · Embeddings', ['embed']],
  ]);
  expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
});

test('what it makes finds it', () => {
  expect(shown([...filterGroups(modelOptions(models, en.common), 'embedding mistral')])).toEqual([
    ['Mistral · Embeddings', ['embed']],
  ]);
});
