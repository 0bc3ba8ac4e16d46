import { sweepLeases as sweep } from '@geko/services/chat/sweep-leases';
import type { JobHandler } from '../job.ts';

/** Closes turns whose server died: their hold is settled from what had been streamed. */
export const sweepLeases: JobHandler = async (deps) => ({ swept: await sweep(deps) });
