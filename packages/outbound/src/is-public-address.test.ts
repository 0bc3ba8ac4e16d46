import { expect, test } from 'vitest';
import { isPublicAddress } from './is-public-address.ts';

test.each([
  '1.1.1.1',
  '93.184.215.14',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '192.169.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:82f::200e',
  '2001:470:1::1',
  '2001:4860:4860::8888',
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test.each([
  '',
  '1.1.1',
  '1.1.1.1.',
  '01.1.1.1',
  '0x1.1.1.1',
  '2606:4700::1%eth0',
  '[2606:4700::1]',
  '1.1.1.1/8',
])('"%s" is no address as resolvers give it', (text) => expect(isPublicAddress(text)).toBe(false));
