import { expect, test } from 'vitest';
import { CreateLimit } from '@geko/contracts/limits';
import { emptyDraft, readDraft } from './limit-draft.ts';

const ids = {
  workspaceId: '0198f0a0-0000-7000-8000-000000000001',
  id: '0198f0a0-0000-4000-8000-000000000002',
};

test('a finished draft is what the contract takes', () => {
  const read = readDraft(
    { ...emptyDraft, subjectKind: 'each_member', meter: 'charge', capText: '12.50', period: 'day' },
    'UTC',
  );
  expect(read).toEqual({
    facts: {
      subject: { kind: 'each_member' },
      meter: 'charge',
      cap: 12_500_000_000,
      period: 'day',
      overflow: 'block',
      anchorAt: null,
    },
  });
  expect(CreateLimit.safeParse({ ...ids, ...('facts' in read ? read.facts : {}) }).success).toBe(
    true,
  );
});

test('a first day begins at midnight in the workspace’s zone, and is nothing to a limit in all', () => {
  const draft = { ...emptyDraft, capText: '1', startsOn: '2026-07-15' };
  expect(readDraft(draft, 'Europe/Berlin')).toMatchObject({
    facts: { anchorAt: '2026-07-14T22:00:00.000Z' },
  });
  expect(readDraft({ ...draft, period: 'total' }, 'Europe/Berlin')).toMatchObject({
    facts: { anchorAt: null },
  });
});

test('one on the whole company needs nobody to be chosen', () => {
  const read = readDraft({ ...emptyDraft, subjectKind: 'tenant', capText: '1M' }, 'Europe/Berlin');
  expect(read).toMatchObject({ facts: { subject: { kind: 'tenant' }, cap: 1_000_000 } });
});

test('one on the company has a zone of its own, by which its first day begins; others have the workspace’s', () => {
  const draft = {
    ...emptyDraft,
    timeZone: 'Asia/Tokyo',
    capText: '1',
    startsOn: '2026-07-15',
  } as const;
  const read = readDraft({ ...draft, subjectKind: 'tenant' }, 'Europe/Berlin');
  expect(read).toMatchObject({
    facts: {
      subject: { kind: 'tenant', timeZone: 'Asia/Tokyo' },
      anchorAt: '2026-07-14T15:00:00.000Z',
    },
  });
  expect(CreateLimit.safeParse({ ...ids, ...('facts' in read ? read.facts : {}) }).success).toBe(
    true,
  );
  expect(readDraft({ ...draft, subjectKind: 'workspace' }, 'Europe/Berlin')).toMatchObject({
    facts: { subject: { kind: 'workspace' }, anchorAt: '2026-07-14T22:00:00.000Z' },
  });
});

test('one on an API key names the key', () => {
  const draft = { ...emptyDraft, subjectKind: 'key', keyId: ids.id, capText: '1k' } as const;
  const read = readDraft(draft, 'UTC');
  expect(read).toMatchObject({ facts: { subject: { kind: 'key', id: ids.id }, cap: 1000 } });
  expect(CreateLimit.safeParse({ ...ids, ...('facts' in read ? read.facts : {}) }).success).toBe(
    true,
  );
});

test('everything that is missing is named at once', () => {
  expect(
    readDraft({ ...emptyDraft, subjectKind: 'member', startsOn: '2026-02-31' }, 'UTC'),
  ).toEqual({ problems: { member: true, cap: 'empty', startsOn: true } });
  expect(readDraft({ ...emptyDraft, subjectKind: 'model', capText: '1,5' }, 'UTC')).toEqual({
    problems: { model: true, cap: 'number' },
  });
  expect(readDraft({ ...emptyDraft, subjectKind: 'key', capText: '1' }, 'UTC')).toEqual({
    problems: { key: true },
  });
  // A member chosen before the subject was changed does not count.
  expect(
    readDraft({ ...emptyDraft, subjectKind: 'model', memberId: 'a', capText: '5' }, 'UTC'),
  ).toEqual({ problems: { model: true } });
});
