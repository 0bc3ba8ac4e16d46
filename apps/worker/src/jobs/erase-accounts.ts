import { eraseAccounts as erase } from '@geko/services/account/erase-accounts';
import type { JobHandler } from '../job.ts';

/** Erases the accounts whose 30 days to take the deletion back are over. */
export const eraseAccounts: JobHandler = async (deps) => ({ erased: await erase(deps) });
