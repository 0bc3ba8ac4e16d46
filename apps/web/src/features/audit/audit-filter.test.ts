import { expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { boundsOf, filterQuery, isFiltered, noFilter, readFilter } from './audit-filter.ts';

const read = (query: string) => readFilter(new URLSearchParams(query), en.audit.actions);

test('a filter survives its way through the address', () => {
  const filter = {
    actorId: '0190a1b2-0000-7000-8000-000000000001',
    action: 'member.remove' as const,
    range: 'custom' as const,
    from: '2026-11-01',
    to: '2026-11-21',
  };
  expect(read(filterQuery(filter))).toEqual(filter);
  expect(read(filterQuery(noFilter))).toEqual(noFilter);
  expect(filterQuery(noFilter)).toBe('tab=audit');
});

test('what an address makes up stands for nothing', () => {
  expect(read('action=constructor&range=ever&from=2026-11-01&to=x')).toEqual(noFilter);
  expect(read('range=custom&from=2026-02-30')).toEqual({ ...noFilter, range: 'custom' });
});

test('bounds are whole days of the reader', () => {
  const bounds = (query: string) => boundsOf(read(query), '2026-11-21', 'Europe/Berlin');
  expect(bounds('')).toEqual({ from: null, to: null });
  expect(bounds('range=today')).toEqual({ from: '2026-11-20T23:00:00.000Z', to: null });
  expect(bounds('range=7d')).toEqual({ from: '2026-11-14T23:00:00.000Z', to: null });
  expect(bounds('range=custom&from=2026-11-01&to=2026-11-01')).toEqual({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-01T22:59:59.999Z',
  });
  expect(bounds('range=custom&to=2026-11-20')).toEqual({
    from: null,
    to: '2026-11-20T22:59:59.999Z',
  });
});

test('a filter that lets everything through is none', () => {
  expect(isFiltered(noFilter)).toBe(false);
  expect(isFiltered(read('range=today'))).toBe(true);
});
