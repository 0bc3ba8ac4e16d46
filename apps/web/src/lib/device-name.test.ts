import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test('browsers that call themselves by several names are named by their own', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
  expect(deviceName(edge)).toEqual({ browser: 'Edge', system: 'Windows' });
  expect(deviceName(safari)).toEqual({ browser: 'Safari', system: 'iOS' });
});

test('what is no known browser has no name', () => {
  expect([deviceName(null), deviceName(''), deviceName('curl/8.9.1')]).toEqual([null, null, null]);
});
