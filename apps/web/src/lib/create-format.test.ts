import { expect, test } from 'vitest';
import { createFormat } from './create-format.ts';

const english = createFormat({ locale: 'en', timeZone: 'UTC' });
const german = createFormat({ locale: 'de', timeZone: 'Europe/Berlin' });

/** Blanks that do not break are blanks here. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

test('figures', () => {
  expect([
    english.count(41_200),
    english.compact(41_200),
    english.bps(5000),
    english.bps(1250),
  ]).toEqual(['41,200', '41.2K', '50%', '12.5%']);
  expect([german.count(41_200), plain(german.bps(1250))]).toEqual(['41.200', '12,5 %']);
});

test('a decimal number is grouped and keeps its digits', () => {
  expect([english.decimal('1234567.891'), german.decimal('1234.5')]).toEqual([
    '1,234,567.891',
    '1.234,5',
  ]);
});

test('money keeps the decimals it needs', () => {
  expect([
    english.nano('710000'),
    english.nano('0'),
    english.nano('-1500000000'),
    english.cents(2900),
    english.cents(2950),
  ]).toEqual(['$0.00071', '$0.00', '-$1.50', '$29', '$29.50']);
  expect([
    english.exact('4998471000'),
    english.exact('185100'),
    english.exact('600000000'),
    english.exact('0'),
    english.exact('-1'),
    english.exact('12345678901234567890'),
  ]).toEqual([
    '$4.998471',
    '$0.0001851',
    '$0.60',
    '$0.00',
    '-$0.000000001',
    '$12345678901.23456789',
  ]);
  expect([german.nano('710000'), german.cents(2900)].map(plain)).toEqual(['0,00071 $', '29 $']);
});

test('a time is told in the zone of the reader, or in one given', () => {
  const at = '2026-11-21T23:49:00Z';
  expect(plain(english.dateTime(at))).toBe('Nov 21, 2026, 11:49 PM');
  expect(plain(english.dateTime(at, 'Asia/Tokyo'))).toBe('Nov 22, 2026, 8:49 AM');
  expect(german.dateTime(at)).toBe('22.11.2026, 00:49');
  expect([english.date(at), german.date(at)]).toEqual(['Nov 21, 2026', '22.11.2026']);
});

test('days and months do not move with the zone', () => {
  const west = createFormat({ locale: 'en', timeZone: 'America/Los_Angeles' });
  expect([west.day('2026-11-01'), west.month('2026-11'), west.shortMonth('2026-11')]).toEqual([
    'Nov 1',
    'November 2026',
    'Nov 2026',
  ]);
});

test('durations', () => {
  expect([english.duration(843.4), english.duration(12_400), german.duration(12_400)]).toEqual([
    '843 ms',
    '12.4 s',
    '12,4 s',
  ]);
});
