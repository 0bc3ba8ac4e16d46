import { expect, test } from 'vitest';
import { usage } from '../../messages/en/usage.ts';
import { limitName } from './limit-name.ts';

test('a limit of the workspace is named by its meter', () => {
  expect(limitName({ name: 'workspace.tokens', meter: 'tokens' }, usage.limitNames)).toBe(
    'Tokens this month',
  );
  expect(limitName({ name: 'workspace.requests', meter: 'requests' }, usage.limitNames)).toBe(
    'Requests this month',
  );
});

test('a limit of a model names the model, dots and all', () => {
  expect(limitName({ name: 'model.gpt-5.4-mini.tokens', meter: 'tokens' }, usage.limitNames)).toBe(
    'Tokens of gpt-5.4-mini',
  );
});
