import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Versions = z.object({ version: z.string() });

const folder = join(import.meta.dirname, '..', '..');
const read = <T>(schema: z.ZodType<T>, ...path: string[]): T =>
  schema.parse(JSON.parse(readFileSync(join(folder, ...path), 'utf8')));

/** The version of Electron that the shell is made for. */
export const electronVersion = (): string =>
  read(Versions, 'node_modules', 'electron', 'package.json').version;

/** The build of llama.cpp for a machine that runs on its processor alone; null = there is none. */
export function llamaBuild(platform: string, arch: string): string | null {
  switch (`${platform}-${arch}`) {
    case 'darwin-arm64':
      return '@node-llama-cpp/mac-arm64-metal';
    case 'darwin-x64':
      return '@node-llama-cpp/mac-x64';
    case 'win32-arm64':
      return '@node-llama-cpp/win-arm64';
    case 'win32-x64':
      return '@node-llama-cpp/win-x64';
    case 'linux-arm64':
      return '@node-llama-cpp/linux-arm64';
    case 'linux-x64':
      return '@node-llama-cpp/linux-x64';
    default:
      return null;
  }
}

/** What the app's package.json says: its name, and the packages that are not bundled, as they are native. */
export type AppManifest = {
  name: string;
  productName: string;
  version: string;
  description: string;
  author: { name: string; email: string };
  homepage: string;
  type: 'module';
  main: string;
  dependencies: Record<string, string>;
};

/**
 * The package.json of the app for one machine. homepage: of the server it is built for.
 * @throws Error when llama.cpp has no build for it
 */
export function appManifest({
  platform,
  arch,
  homepage,
}: {
  platform: string;
  arch: string;
  homepage: string;
}): AppManifest {
  const build = llamaBuild(platform, arch);
  if (build === null) throw new Error(`There is no build of llama.cpp for ${platform}-${arch}.`);
  const llama = read(Versions, 'node_modules', 'node-llama-cpp', 'package.json').version;
  const { hostname } = new URL(homepage);
  return {
    name: 'geko',
    productName: 'Geko',
    version: read(Versions, 'package.json').version,
    description: 'Geko, with models on your own machine',
    // Packages of Debian's must name somebody.
    author: { name: 'Geko', email: `geko@${hostname}` },
    homepage,
    type: 'module',
    main: 'main/index.cjs',
    dependencies: { 'node-llama-cpp': llama, [build]: llama },
  };
}
