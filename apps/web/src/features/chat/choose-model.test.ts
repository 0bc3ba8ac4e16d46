import type { Model } from '@geko/contracts/models';
import { expect, test } from 'vitest';
import { chooseModel } from './choose-model.ts';
import { someModel } from '../models/testing/some-model.ts';

const model = (id: string, isAllowed: boolean, kind: Model['kind'] = 'chat') =>
  someModel(id, {
    kind,
    access: isAllowed ? { isAllowed } : { isAllowed, reason: 'plan', upgradeTo: 'pro' },
  });

test('the first candidate that may be used wins; a locked one is passed over', () => {
  const models = [
    model('image', true, 'image'),
    model('a', true),
    model('b', true),
    model('locked', false),
  ];
  expect(chooseModel(models, [null, 'locked', 'b', 'a'], [])?.id).toBe('b');
  expect(chooseModel(models, ['gone', 'image'], [])?.id).toBe('a');
  expect(chooseModel([model('locked', false)], ['locked'], [])).toBeNull();
});

test('auto is chosen where it is offered and named, and never by itself', () => {
  const auto = { id: 'auto', name: 'Auto' };
  const models = [model('a', true), model('b', true)];
  expect(chooseModel(models, [null, 'auto', 'b'], [auto])).toBe(auto);
  expect(chooseModel(models, [null, 'auto', 'b'], [])?.id).toBe('b');
  expect(chooseModel(models, ['gone'], [auto])?.id).toBe('a');
});

test('where nothing else may be used, a model of this machine answers', () => {
  const machine = { id: 'machine:tiny', name: 'Tiny' };
  expect(chooseModel([model('locked', false)], ['locked'], [machine])).toBe(machine);
});
