import type { BuildFacts } from '../env.ts';

declare global {
  /** Put into the bundle by esbuild (bundle.ts). */
  const GEKO_BUILD: BuildFacts & { version: string };
}

/** What this app was built for. */
export const buildFacts = (): typeof GEKO_BUILD => GEKO_BUILD;
