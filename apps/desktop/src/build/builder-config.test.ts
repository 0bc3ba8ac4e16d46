import { expect, test } from 'vitest';
import type { BuildFacts } from '../env.ts';
import { builderConfig, fuses } from './builder-config.ts';

const origin = 'https://geko.example';
const plain: BuildFacts = { origin, update: { url: null, publisher: null } };
const updating: BuildFacts = {
  origin,
  update: { url: 'https://updates.example', publisher: 'Geko GmbH' },
};

const config = (facts = plain, platform: NodeJS.Platform = 'linux') =>
  builderConfig({ facts, electronVersion: '45.4.1', electronDist: null, output: '/out', platform });

test('a packaged app runs its archive, unchanged, and nothing else', () => {
  expect(config().electronFuses).toBe(fuses);
  expect(fuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
  expect(config().asar).toBe(true);
  // What is not in the archive is llama.cpp and what loads it.
  expect(config().asarUnpack.every((path) => /node-llama-cpp/u.test(path))).toBe(true);
});

test('links of geko:// open the app, and no other scheme does', () => {
  expect(config().protocols.flatMap(({ schemes }) => schemes)).toEqual(['geko']);
});

test('there are packages for three systems', () => {
  const { mac, win, linux } = config();
  expect([mac.target, win.target, linux.target]).toEqual([
    ['dmg', 'zip'],
    ['nsis'],
    ['AppImage', 'deb'],
  ]);
  expect(mac).toMatchObject({ hardenedRuntime: true });
});

test.each(['darwin', 'win32'] as const)(
  'on %s, what updates itself is signed or not made',
  (platform) => {
    expect(config(plain, platform)).toMatchObject({ forceCodeSigning: false, publish: null });
    expect(config(updating, platform)).toMatchObject({
      forceCodeSigning: true,
      publish: [{ provider: 'generic', url: 'https://updates.example' }],
      win: {
        verifyUpdateCodeSignature: true,
        signtoolOptions: { publisherName: 'Geko GmbH' },
      },
    });
  },
);

test('what goes into the archive is no source of ours and no map', () => {
  expect(config().files[0]).toBe('**/*');
  expect(
    config()
      .files.slice(1)
      .every((pattern) => pattern.startsWith('!')),
  ).toBe(true);
  expect(config().files.join()).toMatch(/map.*ts/u);
});
