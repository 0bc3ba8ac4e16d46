import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { licenceTierIds, licenceTierTable } from '@geko/contracts/licences';
import { planTable } from '@geko/contracts/plans';
import {
  licenceLimits,
  licencePlan,
  licenceStatus,
  OFFLINE_GRACE_MS,
  OFFLINE_TOKEN_MS,
  offlineTerms,
  SALE_CACHE_MS,
  SALE_GRACE_MS,
  saleStanding,
} from './licence.ts';
import { calendarMonth } from './periods.ts';

const now = new Date('2026-11-23T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);

test.each([
  [0, 'fresh'],
  [SALE_CACHE_MS - 1, 'fresh'],
  [SALE_CACHE_MS, 'grace'],
  [SALE_CACHE_MS + SALE_GRACE_MS - 1, 'grace'],
  [SALE_CACHE_MS + SALE_GRACE_MS, 'stale'],
])('a sale that was confirmed %i ms ago is %s', (ageMs, standing) => {
  expect(saleStanding(after(-ageMs), now)).toBe(standing);
});

describe('the status at a moment', () => {
  const active = { status: 'active', expiresAt: null, saleCheckedAt: null } as const;
  const stale = after(-SALE_CACHE_MS - SALE_GRACE_MS);
  test.each([
    ['without an end', active, 'active'],
    ['a moment before its end', { ...active, expiresAt: after(1) }, 'active'],
    ['at its end', { ...active, expiresAt: now }, 'expired'],
    ['suspended', { ...active, status: 'suspended' as const }, 'suspended'],
    ['suspended and over', { ...active, status: 'suspended' as const, expiresAt: now }, 'expired'],
    ['revoked and over', { ...active, status: 'revoked' as const, expiresAt: now }, 'revoked'],
    ['in its shop’s grace', { ...active, saleCheckedAt: after(-SALE_CACHE_MS) }, 'active'],
    ['beyond that grace', { ...active, saleCheckedAt: stale }, 'unconfirmed'],
    [
      'suspended beyond that grace',
      { ...active, status: 'suspended' as const, saleCheckedAt: stale },
      'suspended',
    ],
  ])('%s', (_, life, status) => {
    expect(licenceStatus(life, now)).toBe(status);
  });

  test('one that is revoked or over stays so', () => {
    const life = fc.record({
      status: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
      expiresAt: fc.option(fc.date({ min: after(-1e9), max: after(1e9), noInvalidDate: true })),
      saleCheckedAt: fc.constant(null),
    });
    fc.assert(
      fc.property(life, fc.nat(1e9), fc.nat(1e9), (one, first, more) => {
        const earlier = licenceStatus(one, after(first));
        const later = licenceStatus(one, after(first + more));
        if (earlier === 'revoked' || earlier === 'expired') expect(later).toBe(earlier);
      }),
    );
  });
});

test('an offline token and its grace end with the licence', () => {
  expect(offlineTerms({ expiresAt: null }, now)).toEqual({
    endsAt: after(OFFLINE_TOKEN_MS),
    graceEndsAt: after(OFFLINE_TOKEN_MS + OFFLINE_GRACE_MS),
  });
  const soon = after(OFFLINE_TOKEN_MS + 1);
  expect(offlineTerms({ expiresAt: soon }, now)).toEqual({
    endsAt: after(OFFLINE_TOKEN_MS),
    graceEndsAt: soon,
  });
  expect(offlineTerms({ expiresAt: after(5) }, now)).toEqual({
    endsAt: after(5),
    graceEndsAt: after(5),
  });
});

describe.each(licenceTierIds)('tier %s', (tier) => {
  const month = calendarMonth({ at: now, timeZone: 'UTC' });
  const { meter, cap, isPremium } = licenceTierTable[tier];

  test('pays for what it covers, whatever the workspace is on', () => {
    for (const plan of Object.values(planTable)) {
      const { tiers, limits, upgradeTo } = licencePlan(tier, plan);
      expect(tiers).toEqual({
        local: 'local',
        free: 'included',
        premium: isPremium ? 'included' : 'locked',
      });
      expect([limits, upgradeTo]).toEqual([[], null]);
    }
  });

  test('has one limit, on the counter of its own key, that lets nothing pass', () => {
    const limits = licenceLimits({ tier, licenceId: 'l', modelTier: 'free', month });
    expect(limits).toMatchObject([
      {
        setBy: 'licence',
        cap: BigInt(cap),
        overflow: 'block',
        counter: { subject: 'key:l', meter },
      },
    ]);
  });

  test('counts no local model', () => {
    expect(licenceLimits({ tier, licenceId: 'l', modelTier: 'local', month })).toEqual([]);
  });
});
