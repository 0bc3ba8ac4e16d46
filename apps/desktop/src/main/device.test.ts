import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DeviceId } from '@geko/contracts/licences';
import { deviceName, getDeviceId, platformOf } from './device.ts';

test('a machine keeps its id, and gets a new one only when the file is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geko-device-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const id = await getDeviceId(folder);
  expect(DeviceId.safeParse(id).success).toBe(true);
  await expect(getDeviceId(folder)).resolves.toBe(id);
  await writeFile(join(folder, 'device.json'), '{"id":');
  await expect(getDeviceId(folder)).resolves.not.toBe(id);
});

test.each([
  ['annas-macbook.local', 'annas-macbook'],
  ['  PC\u0000-1\n', 'PC-1'],
  ['', 'This computer'],
  [' .local', 'This computer'],
  ['x'.repeat(200), 'x'.repeat(80)],
])('%j is shown as %j', (hostname, name) => expect(deviceName(hostname)).toBe(name));

test('what is neither macOS nor Windows counts as Linux', () => {
  expect(['darwin', 'win32', 'linux', 'freebsd'].map(platformOf)).toEqual([
    'darwin',
    'win32',
    'linux',
    'linux',
  ]);
});
