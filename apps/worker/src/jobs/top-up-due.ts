import { topUpDue as topUp } from '@geko/services/billing/top-up-due';
import type { JobHandler } from '../job.ts';

/** Buys credit where it has fallen below what people have set. */
export const topUpDue: JobHandler = (deps) => topUp(deps);
