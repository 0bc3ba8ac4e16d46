import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CAP as CONTRACTS_MAX_CAP } from '@geko/contracts/limits';
import { capText, MAX_CAP, parseCap } from './parse-cap.ts';

test('dollars are taken exactly, with or without sign and grouping', () => {
  expect(parseCap('25', 'charge')).toEqual({ cap: 25_000_000_000 });
  expect(parseCap(' $12.50 ', 'charge')).toEqual({ cap: 12_500_000_000 });
  expect(parseCap('1,250.07', 'charge')).toEqual({ cap: 1_250_070_000_000 });
  expect(parseCap('.5', 'charge')).toEqual({ cap: 500_000_000 });
  expect(parseCap('5.', 'charge')).toEqual({ cap: 5_000_000_000 });
  expect(parseCap('0.000000001', 'charge')).toEqual({ cap: 1 });
  expect(parseCap('0', 'charge')).toEqual({ cap: 0 });
  // 0.1 + 0.2 in floats would be off by a nano-dollar's fraction.
  expect(parseCap('0.300000000', 'charge')).toEqual({ cap: 300_000_000 });
});

test('what is no amount says why', () => {
  expect(parseCap('', 'charge')).toEqual({ problem: 'empty' });
  expect(parseCap('12,50', 'charge')).toEqual({ problem: 'money' });
  expect(parseCap('.', 'charge')).toEqual({ problem: 'money' });
  expect(parseCap('-5', 'charge')).toEqual({ problem: 'money' });
  expect(parseCap('1e3', 'charge')).toEqual({ problem: 'money' });
  expect(parseCap('0.0000000001', 'charge')).toEqual({ problem: 'decimals' });
  expect(parseCap('9000000.01', 'charge')).toEqual({ problem: 'tooLarge' });
  expect(parseCap('9000000', 'charge')).toEqual({ cap: MAX_CAP });
});

test('tokens and requests are whole numbers, with thousands, millions and billions in short', () => {
  expect(parseCap('50,000', 'tokens')).toEqual({ cap: 50_000 });
  expect(parseCap('1 500 000', 'tokens')).toEqual({ cap: 1_500_000 });
  expect(parseCap('1.5M', 'tokens')).toEqual({ cap: 1_500_000 });
  expect(parseCap('20k', 'requests')).toEqual({ cap: 20_000 });
  expect(parseCap('0.25 b', 'tokens')).toEqual({ cap: 250_000_000 });
  expect(parseCap('1.0', 'requests')).toEqual({ cap: 1 });
  expect(parseCap('1.5', 'requests')).toEqual({ problem: 'number' });
  expect(parseCap('1.2345k', 'tokens')).toEqual({ problem: 'number' });
  expect(parseCap('1,5', 'tokens')).toEqual({ problem: 'number' });
  expect(parseCap('many', 'tokens')).toEqual({ problem: 'number' });
  expect(parseCap('k', 'tokens')).toEqual({ problem: 'number' });
  expect(parseCap('10000000b', 'tokens')).toEqual({ problem: 'tooLarge' });
});

test('what a field shows of any cap is read back as that cap', () => {
  const meters = ['tokens', 'requests', 'charge'] as const;
  fc.assert(
    fc.property(fc.nat({ max: MAX_CAP }), fc.constantFrom(...meters), (cap, meter) => {
      expect(parseCap(capText(cap, meter), meter)).toEqual({ cap });
    }),
  );
});

test('the largest cap is the contract’s', () => {
  expect(MAX_CAP).toBe(CONTRACTS_MAX_CAP);
});
