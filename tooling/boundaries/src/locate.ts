import { posix } from 'node:path';
import { rooms } from './rooms.ts';

/** Where a source file lives. */
export type Place = {
  /** A key of the table, such as 'packages/domain'; the table may not know it. */
  room: string;
  /** The room's own folder name, such as 'domain'. */
  name: string;
  isTest: boolean;
};

const roomPattern = /(?:^|\/)(?:(packages|apps)\/([^/]+)|(tooling)(?:\/fakes)?\/([^/]+))\//u;

/** True for tests and what only tests use. */
function isTestFile(path: string): boolean {
  return /\.(test|e2e)\.tsx?$/u.test(path) || /\/(testing|e2e)\//u.test(path);
}

/** The room of a file; null for files at the root and everything else outside of the rooms. */
export function locate(filename: string): Place | null {
  const path = filename.replaceAll('\\', '/');
  const found = roomPattern.exec(path);
  if (found === null) return null;
  const isTest = isTestFile(path);
  const [, kind, folder, tooling, tool] = found;
  if (tooling !== undefined) return { room: 'tooling', name: tool ?? '', isTest };
  return { room: `${kind}/${folder}`, name: folder ?? '', isTest };
}

/** What an import names: a file of some room, a package of ours, a library, or a module of Node's. */
export type Target =
  | { kind: 'file'; room: string | null }
  | { kind: 'room'; name: string; room: string }
  | { kind: 'builtin'; name: string }
  | { kind: 'library'; name: string };

/** Sorts an import's specifier; relative ones are resolved from `filename`. `@/…` is an app's own short cut. */
export function sortImport(
  filename: string,
  specifier: string,
  builtins: ReadonlySet<string>,
): Target {
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    const from = posix.dirname(filename.replaceAll('\\', '/'));
    return { kind: 'file', room: locate(posix.resolve(from, specifier))?.room ?? null };
  }
  if (specifier.startsWith('@/')) return { kind: 'file', room: locate(filename)?.room ?? null };
  if (specifier.startsWith('@geko/')) {
    const name = specifier.split('/')[1] ?? '';
    const folder = ['packages', 'apps'].find((kind) => `${kind}/${name}` in rooms);
    return { kind: 'room', name, room: folder === undefined ? 'tooling' : `${folder}/${name}` };
  }
  if (specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '')) {
    return { kind: 'builtin', name: specifier.replace(/^node:/u, '') };
  }
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  return { kind: 'library', name };
}
