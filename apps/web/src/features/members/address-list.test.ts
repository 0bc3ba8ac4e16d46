import { expect, test } from 'vitest';
import { parseAddresses } from './address-list.ts';

test('addresses come out of whatever separates them', () => {
  expect(parseAddresses('anna@a.de, ben@b.com;carl@c.io\ndora@d.co.uk  eve@e.org').valid).toEqual([
    'anna@a.de',
    'ben@b.com',
    'carl@c.io',
    'dora@d.co.uk',
    'eve@e.org',
  ]);
  expect(parseAddresses(' \n,; ')).toEqual({ valid: [], invalid: [] });
});

test('an address pasted from a mail program keeps no name', () => {
  expect(
    parseAddresses('Anna Miller <Anna@A.de>, "Ben, Jr." <ben@b.com>\n<carl@c.io>').valid,
  ).toEqual(['anna@a.de', 'ben@b.com', 'carl@c.io']);
});

test('each counts once, whatever its case', () => {
  expect(parseAddresses('anna@a.de ANNA@a.de').valid).toEqual(['anna@a.de']);
});

test('what is no address is named as it was typed', () => {
  expect(parseAddresses('Anna, ben@b, @c.io, d@@e.org, f@g.x, ok@ok.de').invalid).toEqual([
    'Anna',
    'ben@b',
    '@c.io',
    'd@@e.org',
    'f@g.x',
  ]);
  expect(parseAddresses(`${'a'.repeat(250)}@a.de`).valid).toEqual([]);
});
