import { join } from 'node:path';
import { DesktopProfile } from '@geko/contracts/desktop';
import { readJson, removeFile, writeJson } from './json-file.ts';

export type ProfileFile = {
  get(): DesktopProfile | null;
  set(profile: DesktopProfile): Promise<void>;
  forget(): Promise<void>;
};

/** Who is signed in, also while the server is away. */
export async function openProfile(folder: string): Promise<ProfileFile> {
  const path = join(folder, 'profile.json');
  let known = await readJson(path, DesktopProfile);
  return {
    get: () => known,
    async set(profile) {
      known = profile;
      await writeJson(path, profile);
    },
    async forget() {
      known = null;
      await removeFile(path);
    },
  };
}
