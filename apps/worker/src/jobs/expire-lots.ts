import { expireLots as expire } from '@geko/services/wallet/expire-lots';
import type { JobHandler } from '../job.ts';

/** Expires credit whose time has come. */
export const expireLots: JobHandler = async (deps) => ({ expired: await expire(deps) });
