import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** What a program needs of our environment; no setting of Geko's, so that a test never meets a real provider. */
export function bareEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE, NODE_ENV: 'production' };
}
