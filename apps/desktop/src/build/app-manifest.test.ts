import { expect, test } from 'vitest';
import { appManifest, electronVersion } from './app-manifest.ts';

test.each([
  ['darwin', 'arm64', '@node-llama-cpp/mac-arm64-metal'],
  ['darwin', 'x64', '@node-llama-cpp/mac-x64'],
  ['win32', 'arm64', '@node-llama-cpp/win-arm64'],
  ['win32', 'x64', '@node-llama-cpp/win-x64'],
  ['linux', 'arm64', '@node-llama-cpp/linux-arm64'],
  ['linux', 'x64', '@node-llama-cpp/linux-x64'],
])('the app for %s on %s brings one build of llama.cpp', (platform, arch, build) => {
  const { dependencies } = appManifest({ platform, arch, homepage: 'https://geko.example' });
  expect(Object.keys(dependencies)).toEqual(['node-llama-cpp', build]);
  // Both of the version that is tested here.
  expect(new Set(Object.values(dependencies)).size).toBe(1);
});

test('a machine without a build is refused', () => {
  const asked = { platform: 'linux', arch: 'riscv64', homepage: 'https://geko.example' };
  expect(() => appManifest(asked)).toThrow('linux-riscv64');
});

test('Electron is the version of the lockfile', () => {
  expect(electronVersion()).toMatch(/^45\.\d+\.\d+$/u);
});
