import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { DesktopInfo } from '@geko/contracts/desktop';
import { DeviceId } from '@geko/contracts/licences';
import { readJson, writeJson } from './json-file.ts';

const DeviceFile = z.object({ id: DeviceId });
const MOST_NAME_CHARS = 80;

/** What this machine calls itself to Geko: chosen once, kept for good, also when people sign out. */
export async function getDeviceId(folder: string): Promise<string> {
  const path = join(folder, 'device.json');
  const known = await readJson(path, DeviceFile);
  if (known !== null) return known.id;
  const id = randomUUID();
  await writeJson(path, { id } satisfies z.infer<typeof DeviceFile>);
  return id;
}

/** A machine's name as it is shown to its owner. */
export function deviceName(hostname: string): string {
  const plain = hostname
    .replaceAll(/\p{C}/gu, '')
    .replace(/\.local$/u, '')
    .trim();
  return plain === '' ? 'This computer' : plain.slice(0, MOST_NAME_CHARS);
}

/** Only these are built. */
export function platformOf(platform: string): DesktopInfo['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
