import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/u, '');

/** A program of node_modules/.bin, of the checkout or of one of its rooms. */
export function program(name: string, room = ''): string {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  return join(root, room, 'node_modules', '.bin', `${name}${suffix}`);
}
