import { mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { Hardware } from './rules/fit-model.ts';

/** This machine, or what a container leaves of it. folder: on the disk that counts; made if it is not there. */
export async function readHardware(folder: string): Promise<Hardware> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const limit = process.constrainedMemory();
  return {
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    diskFreeBytes: bavail * bsize,
    cores: availableParallelism(),
  };
}
