import { describe, expect, test } from 'vitest';
import { noticeFacts, type NoticeKind } from '@geko/contracts/notices';
import type { Permission } from '@geko/contracts/permissions';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { noticeAge } from './notice-age.ts';
import { noticeView } from './notice-words.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });
const view = (kind: NoticeKind, facts: Record<string, string>, isManager = true) =>
  noticeView(
    { kind, facts: noticeFacts[kind].parse(facts) },
    {
      texts: en,
      format,
      workspaceId: '1',
      can: (permission: Permission) => isManager || permission !== 'budget:manage',
    },
  );
const used = { used: '41200', cap: '50000', resetsAt: '2026-12-01T00:00:00.000Z' };

describe('a notice is a sentence of its facts, and leads to its page', () => {
  test('limits', () => {
    const tokens = { limit: 'workspace.tokens', meter: 'tokens', ...used };
    expect(view('limit_warning', tokens)).toEqual({
      title: 'Tokens: 80 % used',
      body: '41,200 of 50,000. Resets Dec 1, 2026, 12:00 AM.',
      href: '/w/1/usage',
    });
    expect(view('limit_reached', { ...tokens, limitId: 'l' }).href).toBe(
      '/w/1/settings?tab=limits&limit=l',
    );
    expect(view('limit_reached', { ...tokens, limitId: 'l' }, false).href).toBe('/w/1/usage');
  });

  test('a budget is money, and one without end does not reset', () => {
    expect(
      view('limit_reached', {
        limit: 'workspace.charge.total',
        meter: 'charge',
        used: '12500000000',
        cap: '12500000000',
        resetsAt: '9999-12-31T00:00:00.000Z',
      }),
    ).toMatchObject({ title: 'Spending in all: used up', body: '$12.50 of $12.50.' });
  });

  test('a member’s limit is theirs to others, and the reader’s own to themselves', () => {
    const own = { limit: 'member.tokens.day', meter: 'tokens', memberName: 'Ada', ...used };
    expect(view('limit_warning', own).title).toBe('Tokens of Ada: 80 % used');
    expect(view('limit_warning', own, false).title).toBe('Your tokens today: 80 % used');
    expect(
      view('limit_requested', { requestId: 'r', userName: 'Ada', limit: 'member.charge' }),
    ).toEqual({
      title: 'Ada asks for more',
      body: 'Spending of Ada',
      href: '/w/1/settings?tab=limits',
    });
    expect(
      view('limit_granted', { limit: 'member.charge', meter: 'charge', cap: '5000000000' }, false),
    ).toEqual({
      title: 'You have more now',
      body: 'Your spending: up to $5.00.',
      href: '/w/1/usage',
    });
    expect(view('limit_declined', { limit: 'model.gpt-5-mini.tokens.week' }).body).toBe(
      'Tokens of gpt-5-mini this week',
    );
  });

  test('credit and models', () => {
    expect(view('credit_low', { balanceNano: '900000000', thresholdNano: '1000000000' })).toEqual({
      title: 'Credit is running low',
      body: '$0.90 is left, less than $1.00.',
      href: '/w/1/settings?tab=wallet',
    });
    expect(view('credit_granted', { amountNano: '5000000000', lotKind: 'bonus' }).body).toBe(
      '$5.00 of bonus credit.',
    );
    expect(view('model_published', { modelId: 'm', modelName: 'GPT-6' })).toMatchObject({
      title: 'GPT-6 is here',
      href: '/w/1/models',
    });
  });
});

test('how long ago is said in the unit that fits, and as a date after a week', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const ago = (at: string) => noticeAge(at, now, 'en');
  expect(ago('2026-11-21T11:59:30Z')).toBe('now');
  expect(ago('2026-11-21T12:00:30Z')).toBe('now');
  expect(ago('2026-11-21T11:55:00Z')).toBe('5 minutes ago');
  expect(ago('2026-11-21T09:00:00Z')).toBe('3 hours ago');
  expect(ago('2026-11-20T11:00:00Z')).toBe('yesterday');
  expect(ago('2026-11-14T12:00:01Z')).toBe('6 days ago');
  expect(ago('2026-11-14T12:00:00Z')).toBeNull();
  expect(noticeAge('2026-11-21T11:55:00Z', now, 'de')).toBe('vor 5 Minuten');
});
