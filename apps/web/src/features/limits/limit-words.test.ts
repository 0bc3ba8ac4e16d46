import { expect, test } from 'vitest';
import type { Limit } from '@geko/contracts/limits';
import { createFormat } from '../../lib/create-format.ts';
import { limits as texts } from '../../messages/en/limits.ts';
import { groupLimits, limitFacts, limitLabel, limitTitle, sameLimit } from './limit-words.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

function limit(changes: Partial<Limit> = {}): Limit {
  return {
    id: '1',
    subject: { kind: 'workspace', id: '' },
    subjectName: null,
    meter: 'tokens',
    cap: 50_000,
    period: 'month',
    anchorAt: null,
    timeZone: 'UTC',
    overflow: 'block',
    createdAt: '2026-11-01T00:00:00Z',
    now: {
      name: 'workspace.tokens',
      meter: 'tokens',
      period: 'month',
      setBy: 'workspace',
      limitId: '1',
      overflow: 'block',
      used: 1200,
      held: 0,
      cap: 50_000,
      resetsAt: '2026-12-01T00:00:00Z',
      isExceeded: false,
    },
    ...changes,
  };
}
const ada = { subject: { kind: 'member', id: 'a' }, subjectName: 'Ada' } as const;
const company = { subject: { kind: 'tenant', id: '' } } as const;
const zoe = { subject: { kind: 'member', id: 'z' }, subjectName: 'Zoe' } as const;

test('a limit is named by what it counts over which period, and by whose it is', () => {
  expect(limitTitle(limit(), texts)).toBe('Tokens a month');
  expect(limitTitle(limit({ meter: 'charge', period: 'total' }), texts)).toBe('Spending in all');
  expect(limitTitle(limit({ meter: 'charge' }), texts)).toBe('Monthly budget');
  expect(limitTitle(limit({ ...ada, meter: 'charge' }), texts)).toBe('Spending a month');
  expect(limitLabel(limit(), texts)).toBe('Tokens a month');
  expect(limitLabel(limit(ada), texts)).toBe('Ada · Tokens a month');
  expect(limitLabel(limit(company), texts)).toBe('Whole company · Tokens a month');
  expect(limitTitle(limit({ ...company, meter: 'charge' }), texts)).toBe('Monthly budget');
  expect(limitLabel(limit({ ...ada, subjectName: null }), texts)).toBe(
    'No longer here · Tokens a month',
  );
});

test('limits stand by what they are on, then by name, what is counted, and period', () => {
  const groups = groupLimits([
    limit({ id: 'zoe', ...zoe }),
    limit({ id: 'each', subject: { kind: 'each_member', id: '' } }),
    limit({ id: 'ada month', ...ada }),
    limit({ id: 'all' }),
    limit({ id: 'company', ...company }),
    limit({ id: 'ada day', ...ada, period: 'day' }),
    limit({ id: 'budget', meter: 'charge' }),
  ]);
  expect(groups.map(({ kind, limits }) => [kind, limits.map(({ id }) => id)])).toEqual([
    ['tenant', ['company']],
    ['workspace', ['budget', 'all']],
    ['each_member', ['each']],
    ['member', ['ada day', 'ada month', 'zoe']],
  ]);
});

test('the same subject, meter and period is the same limit', () => {
  const there = [limit({ id: 'ada', ...ada }), limit({ id: 'all' })];
  const tokens = { meter: 'tokens', period: 'month' } as const;
  expect(sameLimit(there, { ...tokens, subject: { kind: 'member', id: 'a' } })?.id).toBe('ada');
  expect(sameLimit(there, { ...tokens, subject: { kind: 'workspace' } })?.id).toBe('all');
  expect(sameLimit(there, { ...tokens, subject: { kind: 'member', id: 'z' } })).toBeNull();
  expect(sameLimit(there, { ...tokens, subject: { kind: 'each_member' } })).toBeNull();
  expect(
    sameLimit(there, { subject: { kind: 'workspace' }, meter: 'charge', period: 'month' }),
  ).toBeNull();
});

test('under the bar stands what happens at the end and when it begins anew', () => {
  expect(limitFacts(limit(), texts, format)).toBe(
    'Stops at the limit · resets Dec 1, 2026, 12:00 AM',
  );
  const { now } = limit();
  expect(
    limitFacts(
      limit({
        meter: 'charge',
        period: 'total',
        overflow: 'allow',
        now: now && { ...now, held: 1_500_000_000 },
      }),
      texts,
      format,
    ),
  ).toBe('Only warns · never resets · $1.50 held for running answers');
  expect(
    limitFacts(
      limit({
        subject: { kind: 'each_member', id: '' },
        overflow: 'credits',
        anchorAt: '2026-11-15T00:00:00Z',
        now: null,
      }),
      texts,
      format,
    ),
  ).toBe('Goes on from credit · every member has a count of their own · counts from Nov 15, 2026');
  const berlin = { ...company, timeZone: 'Europe/Berlin', now: null };
  expect(limitFacts(limit(berlin), texts, format)).toBe(
    'Stops at the limit · by the clock of Europe/Berlin',
  );
  expect(limitFacts(limit({ ...berlin, period: 'total' }), texts, format)).toBe(
    'Stops at the limit · never resets',
  );
});
