import { expect, test } from 'vitest';
import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import { modelNameOf } from './local-model-facts.ts';

test('a model is called as the catalogue has it, else as the list of local models, else by its tag', () => {
  expect(modelNameOf('Qwen of the house', localCatalogueId('qwen2.5-0.5b'))).toBe(
    'Qwen of the house',
  );
  expect(modelNameOf(null, localCatalogueId('qwen2.5-0.5b'))).toBe('Qwen 2.5 0.5B');
  expect(modelNameOf(null, localCatalogueId('ollama:Mistral:7b'))).toBe('mistral:7b');
  expect(modelNameOf(undefined, 'gpt-4o')).toBe('gpt-4o');
});
