import { lookAtPlans as look } from '@geko/services/billing/look-at-plans';
import type { JobHandler } from '../job.ts';

/** Reminds of payments that are due, and ends plans whose grace is over. */
export const lookAtPlans: JobHandler = async (deps) => ({ looked: await look(deps) });
