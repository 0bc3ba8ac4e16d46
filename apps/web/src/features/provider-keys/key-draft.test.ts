import {
  CreateProviderKey,
  UpdateProviderKey,
  type ProviderKey,
} from '@geko/contracts/provider-keys';
import { expect, test } from 'vitest';
import { changesOf, draftOf, emptyDraft, movesKey, readDraft, type KeyDraft } from './key-draft.ts';

const id = '0198f0a0-0000-4000-8000-000000000001';
const key: ProviderKey = {
  id,
  alias: 'openai-eu',
  provider: 'openai',
  baseUrl: 'https://eu.example.com/v1',
  weight: 3,
  region: 'eu-west',
  status: 'active',
  secret: { driver: 'sealed', name: null, lastFour: 'wxyz', fingerprint: '0123456789abcdef' },
  problem: null,
  health: { running: 0, rest: null, breaker: 'closed' },
  spendCapNano: '50500000000',
  thisMonth: { calls: 0, failed: 0, costNano: '0' },
  createdAt: '2026-11-01T09:00:00.000Z',
};

function factsOf(draft: KeyDraft) {
  const read = readDraft(draft);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.facts;
}
const changed = (part: Partial<KeyDraft>) => changesOf(key, factsOf({ ...draftOf(key), ...part }));

test('a new key as the contract takes it', () => {
  const facts = factsOf({ ...emptyDraft, region: ' us ', cap: '$0.5' });
  expect(facts).toEqual({ weight: 1, region: 'us', baseUrl: null, spendCapNano: '500000000' });
  const secret = { driver: 'env', name: 'OPENAI_API_KEYS#2' };
  const whole = { id, alias: 'a', provider: 'openai', ...facts, secret };
  expect(CreateProviderKey.safeParse(whole).success).toBe(true);
});

test('numbers that are none are named at once; no cap is one', () => {
  const wrong = { ...emptyDraft, weight: '0', cap: 'much' };
  expect(readDraft(wrong)).toEqual({ problems: { weight: true, cap: true } });
  const weights = ['', '1.5', '-1', '101', '1e2', 'x'];
  for (const weight of weights) {
    expect(readDraft({ ...emptyDraft, weight })).toEqual({ problems: { weight: true } });
  }
  for (const cap of ['-1', '1,5', '0.0000000001']) {
    expect(readDraft({ ...emptyDraft, cap })).toEqual({ problems: { cap: true } });
  }
  expect(factsOf({ ...emptyDraft, cap: '0' }).spendCapNano).toBe('0');
});

test('only what was changed is sent, and a key as it stands changes nothing', () => {
  expect(changed({})).toEqual({});
  expect(changed({ weight: '7' })).toEqual({ weight: 7 });
  expect(changed({ region: '' })).toEqual({ region: null });
  expect(changed({ cap: '' })).toEqual({ spendCapNano: null });
  expect(changed({ cap: '50.50' })).toEqual({});
  expect(changed({ baseUrl: '' })).toEqual({ baseUrl: null });
  const all = changed({ weight: '1', region: 'x', cap: '1', baseUrl: 'https://a.example.com' });
  expect(UpdateProviderKey.safeParse({ id, ...all }).success).toBe(true);
  expect(Object.keys(all)).toHaveLength(4);
});

test('another address moves a key, blanks around the same one do not', () => {
  const move = (baseUrl: string) => movesKey(key, { ...draftOf(key), baseUrl });
  expect([' https://eu.example.com/v1 ', '', 'https://eu.example.com/v2'].map(move)).toEqual([
    false,
    true,
    true,
  ]);
});
