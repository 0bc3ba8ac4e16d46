import { expect, test } from 'vitest';
import { CreateApiKey, UpdateApiKey, type ApiKey } from '@geko/contracts/api-keys';
import { changesOf, draftOf, emptyDraft, lastDay, readDraft, type KeyDraft } from './key-draft.ts';

const ids = {
  workspaceId: '0198f0a0-0000-7000-8000-000000000001',
  id: '0198f0a0-0000-4000-8000-000000000002',
};
const berlin = { timeZone: 'Europe/Berlin', today: '2026-11-21' };
const named: KeyDraft = { ...emptyDraft, name: ' Report ' };
const key: ApiKey = {
  id: ids.id,
  userId: 'u1',
  userName: 'Ada',
  name: 'Report',
  lastFour: 'wxyz',
  scopes: ['models', 'chat'],
  modelIds: ['b', 'a'],
  createdAt: '2026-11-01T09:00:00.000Z',
  expiresAt: '2026-12-31T12:00:00.000Z',
  lastUsedAt: null,
  status: 'active',
  thisMonth: { requests: 0, tokens: 0, chargeNano: '0' },
};

function factsOf(draft: KeyDraft) {
  const read = readDraft(draft, berlin);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.facts;
}
const changed = (part: Partial<KeyDraft>) => {
  const draft = { ...draftOf(key, berlin.timeZone), ...part };
  return changesOf(key, draft, factsOf(draft), berlin.timeZone);
};

test('a finished draft is what the contract takes', () => {
  const facts = factsOf(named);
  expect(facts).toEqual({
    name: 'Report',
    scopes: ['chat', 'models'],
    modelIds: null,
    expiresAt: null,
  });
  expect(CreateApiKey.safeParse({ ...ids, ...facts }).success).toBe(true);
});

test('a key ends with its last day, by the clock of whoever makes it', () => {
  const chosen = factsOf({ ...named, expiry: 'day', day: '2026-12-31' });
  expect(chosen.expiresAt).toBe('2026-12-31T23:00:00.000Z');
  expect(CreateApiKey.safeParse({ ...ids, ...chosen }).success).toBe(true);
  expect(lastDay('2026-12-31T23:00:00.000Z', berlin.timeZone)).toBe('2026-12-31');
  expect(factsOf({ ...named, expiry: 'day', day: berlin.today }).expiresAt).toBe(
    '2026-11-21T23:00:00.000Z',
  );
  // The day that was typed before something else was chosen does not count.
  expect(factsOf({ ...named, expiry: '30', day: '2020-01-01' }).expiresAt).toBe(
    '2026-12-21T23:00:00.000Z',
  );
});

test('everything that is missing is named at once', () => {
  const nothing = { ...emptyDraft, scopes: [], isLimitedToModels: true, expiry: 'day' } as const;
  expect(readDraft({ ...nothing, scopes: [] }, berlin)).toEqual({
    problems: { name: true, scopes: true, models: true, day: 'missing' },
  });
  expect(readDraft({ ...named, expiry: 'day', day: '2026-11-20' }, berlin)).toEqual({
    problems: { day: 'passed' },
  });
});

test('only what was changed is sent', () => {
  expect(changed({})).toEqual({});
  expect(changed({ name: 'Other' })).toEqual({ name: 'Other' });
  expect(changed({ scopes: ['chat'] })).toEqual({ scopes: ['chat'] });
  expect(changed({ scopes: ['chat', 'models'], modelIds: ['a', 'b'] })).toEqual({});
  expect(changed({ isLimitedToModels: false })).toEqual({ modelIds: null });
  expect(changed({ expiry: 'never' })).toEqual({ expiresAt: null });
  const later = changed({ day: '2027-01-01' });
  expect(later).toEqual({ expiresAt: '2027-01-01T23:00:00.000Z' });
  expect(UpdateApiKey.safeParse({ ...ids, ...later }).success).toBe(true);
});
