import { expect, test } from 'vitest';
import { createBrowserSignIn, challengeOf } from './browser-sign-in.ts';

const info = {
  version: '0.1.0',
  platform: 'linux' as const,
  deviceId: 'device-12345678',
  deviceName: 'Annas Laptop & Co',
};
const code = 'c'.repeat(43);

function open() {
  const clock = { at: 0 };
  const called: [string, unknown][] = [];
  const signIn = createBrowserSignIn({
    origin: 'https://geko.example',
    info,
    server: {
      call: (procedure, input) => {
        called.push([procedure, input]);
        return Promise.resolve();
      },
      isUp: () => Promise.resolve(true),
    },
    now: () => clock.at,
  });
  const begin = () => new URL(signIn.begin());
  return { signIn, begin, called, clock };
}

test('the browser is told a challenge, the server gets its verifier, and neither has both before', async () => {
  const { signIn, begin, called } = open();
  const url = begin();
  expect(`${url.origin}${url.pathname}`).toBe('https://geko.example/desktop/sign-in');
  const { challenge, state, device, name } = Object.fromEntries(url.searchParams);
  expect([device, name]).toEqual([info.deviceId, info.deviceName]);
  await expect(signIn.finish({ code, state: state ?? '' })).resolves.toBe(true);
  const [[procedure, input] = []] = called;
  expect(procedure).toBe('auth.signInDesktop');
  const { verifier } = input as { verifier: string };
  expect(input).toEqual({ code, verifier, device: info.deviceId, deviceName: info.deviceName });
  expect(challengeOf(verifier)).toBe(challenge);
  expect(url.href).not.toContain(verifier);
});

test('a link that was not asked for, comes late, or comes again, leads nowhere', async () => {
  const { signIn, begin, called, clock } = open();
  const state = 's'.repeat(43);
  await expect(signIn.finish({ code, state })).resolves.toBe(false);
  const first = begin().searchParams.get('state') ?? '';
  await expect(signIn.finish({ code, state })).resolves.toBe(false);
  // Somebody who forges links does not end the sign-in that runs.
  await expect(signIn.finish({ code, state: first })).resolves.toBe(true);
  await expect(signIn.finish({ code, state: first })).resolves.toBe(false);

  const older = begin().searchParams.get('state') ?? '';
  const newer = begin().searchParams.get('state') ?? '';
  expect(newer).not.toBe(older);
  await expect(signIn.finish({ code, state: older })).resolves.toBe(false);
  clock.at += 10 * 60_000 + 1;
  await expect(signIn.finish({ code, state: newer })).resolves.toBe(false);
  expect(called).toHaveLength(1);
});

test('each sign-in has secrets of its own', () => {
  const { begin } = open();
  const seen = Array.from({ length: 50 }, () => begin().searchParams.get('challenge'));
  expect(new Set(seen).size).toBe(50);
});
