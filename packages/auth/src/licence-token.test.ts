import { importJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import type { OfflineClaims } from '@geko/contracts/licences';
import {
  licenceKeySet,
  licenceSigner,
  readOfflineToken,
  signOfflineToken,
} from './licence-token.ts';

const issuer = 'https://geko.example.com';
const signer = licenceSigner(Buffer.alloc(32, 1), issuer);
const at = (seconds: number) => new Date(seconds * 1000);
const claims: OfflineClaims = {
  sub: 'licence',
  tier: 'pro',
  device: 'laptop-1',
  iat: 1_000_000,
  exp: 1_000_100,
  grace: 1_000_300,
};
const mine = { deviceId: 'laptop-1' };

test.each([
  [999_699, null],
  [999_700, false],
  [1_000_000, false],
  [1_000_099, false],
  [1_000_100, true],
  [1_000_299, true],
  [1_000_300, null],
])('at %i: good, in its grace (true), or nothing', async (seconds, isInGrace) => {
  const token = await signOfflineToken(signer, claims);
  const read = await readOfflineToken(signer, token, { ...mine, now: at(seconds) });
  expect(read).toEqual(isInGrace === null ? null : { claims, isInGrace });
});

test('a token of another device, signer or installation, or with a byte changed, is nothing', async () => {
  const now = at(1_000_000);
  const token = await signOfflineToken(signer, claims);
  const read = (said: string, deviceId = 'laptop-1', by = signer) =>
    readOfflineToken(by, said, { deviceId, now });
  expect(await read(token, 'laptop-2')).toBeNull();
  expect(await read(token, 'laptop-1', licenceSigner(Buffer.alloc(32, 2), issuer))).toBeNull();
  expect(await read(token, 'laptop-1', { ...signer, issuer: 'https://other.example' })).toBeNull();
  const [head = '', body = '', sign = ''] = token.split('.');
  const forged = Buffer.from(
    JSON.stringify({ ...claims, iss: issuer, grace: 9_000_000_000, exp: 9_000_000_000 }),
  ).toString('base64url');
  expect(await read([head, forged, sign].join('.'))).toBeNull();
  const none = Buffer.from('{"alg":"none","typ":"geko-licence+jwt"}').toString('base64url');
  expect(await read([none, body, ''].join('.'))).toBeNull();
  expect(await read('')).toBeNull();
});

test('one of no device is good on any', async () => {
  const token = await signOfflineToken(signer, { ...claims, device: null });
  expect(
    await readOfflineToken(signer, token, { deviceId: 'any', now: at(1_000_000) }),
  ).toMatchObject({
    isInGrace: false,
  });
});

test('the served key verifies what was signed, and its id is the one that the token names', async () => {
  const token = await signOfflineToken(signer, claims);
  const { keys } = await licenceKeySet(signer);
  const [jwk] = keys;
  if (!jwk) throw new Error('no key is served');
  const verified = await jwtVerify(token, await importJWK(jwk), { currentDate: at(1_000_000) });
  expect(verified.protectedHeader).toMatchObject({ alg: 'EdDSA', kid: jwk.kid });
  expect(verified.payload).toMatchObject({ ...claims, iss: issuer });
  // Nothing of the secret half.
  expect(JSON.stringify(keys)).not.toContain('"d"');
  expect(await licenceKeySet(licenceSigner(Buffer.alloc(32, 1), issuer))).toEqual({ keys });
});
