import { expect, test } from 'vitest';
import { zoneGroups, zoneName } from './time-zones.ts';

test('a zone is named by its place', () => {
  expect(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC'].map(zoneName)).toEqual([
    'Berlin',
    'Argentina, Buenos Aires',
    'UTC',
  ]);
});

test('zones stand by region, with their clock of that day; an unknown one stands without', () => {
  const groups = zoneGroups(['America/New_York', 'Europe/Berlin', 'Europe/Atlantis', 'UTC'], {
    now: new Date('2026-07-01T00:00:00Z'),
    otherLabel: 'Other',
  });
  expect(groups.map(({ label }) => label)).toEqual(['America', 'Europe', 'Other']);
  expect(groups.flatMap(({ items }) => items.map(({ value }) => value.offset))).toEqual([
    'GMT-4',
    'GMT+2',
    '',
    'GMT+0',
  ]);
  expect(groups[1]?.items[0]?.keywords).toBe('Europe/Berlin GMT+2');
});
