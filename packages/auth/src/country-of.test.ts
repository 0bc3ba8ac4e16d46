import { expect, test } from 'vitest';
import { countryOf } from './country-of.ts';

test.each([
  ['8.8.8.8', 'US'],
  ['::ffff:8.8.8.8', 'US'],
  ['2001:4860:4860::8888', 'US'],
  ['193.0.6.139', 'NL'],
])('%s lies in %s', (address, country) => expect(countryOf(address)).toBe(country));

test.each([null, '', '10.0.0.1', '127.0.0.1', '::1', 'fe80::1%eth0', '999.1.1.1', 'nonsense', '1'])(
  '%s lies nowhere',
  (address) => expect(countryOf(address)).toBeNull(),
);
