import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { readAccessToken, signAccessToken, type AccessTokenClaims } from './access-token.ts';
import { createSecrets } from './secrets.ts';

const key = createSecrets('one secret of an installation, long').accessTokenKey;
const issuer = 'https://geko.example.com';
const now = new Date('2026-11-21T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const claims: AccessTokenClaims = {
  userId: randomUUID(),
  tenantId: randomUUID(),
  workspaceId: randomUUID(),
  roleId: 'editor',
  sessionId: randomUUID(),
  sessionVersion: 3,
};
const sign = async () => (await signAccessToken({ key, issuer, now }, claims)).token;

test('what is signed is read again, for 15 minutes and no longer', async () => {
  const { token, expiresAt } = await signAccessToken({ key, issuer, now }, claims);
  expect(expiresAt).toEqual(after(900));
  expect(await readAccessToken({ key, issuer, now }, token)).toEqual(claims);
  expect(await readAccessToken({ key, issuer, now: after(899) }, token)).toEqual(claims);
  expect(await readAccessToken({ key, issuer, now: after(900) }, token)).toBeNull();
});

test('another key, another installation, and garbled ones are nothing', async () => {
  const token = await sign();
  const [head, body, signature = ''] = token.split('.');
  const otherKey = createSecrets('another secret of an installation').accessTokenKey;
  expect(await readAccessToken({ key: otherKey, issuer, now }, token)).toBeNull();
  expect(await readAccessToken({ key, issuer: 'https://else.example', now }, token)).toBeNull();
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: randomUUID() })).toString(
    'base64url',
  );
  for (const bad of [
    '',
    'x',
    'a.b.c',
    `${head}.${forged}.${signature}`,
    `${head}.${body}.`,
    token.slice(1),
  ])
    expect(await readAccessToken({ key, issuer, now }, bad)).toBeNull();
});

test('no other algorithm, type, audience or age is taken', async () => {
  const base = {
    tid: claims.tenantId,
    wid: claims.workspaceId,
    role: 'owner',
    sid: claims.sessionId,
    sv: 1,
  };
  const iat = Math.floor(now.getTime() / 1000);
  const whole = { ...base, sub: claims.userId, iss: issuer, aud: 'geko-api', iat, exp: iat + 900 };
  const make = (payload: object, header: object = {}) =>
    new SignJWT({ ...payload })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
      .sign(key);
  expect(await readAccessToken({ key, issuer, now }, await make(whole))).not.toBeNull();
  const bad = [
    new UnsecuredJWT({ ...whole }).encode(),
    await make(whole, { typ: 'JWT' }),
    await make({ ...whole, aud: 'else' }),
    await make({ ...whole, exp: iat + 90_000, iat: iat - 1000 }),
    await make({ ...whole, wid: 'not-an-id' }),
    await make({ ...whole, sv: '1' }),
  ];
  for (const token of bad) expect(await readAccessToken({ key, issuer, now }, token)).toBeNull();
});
