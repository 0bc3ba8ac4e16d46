import { sumKeyHours as sum } from '@geko/services/provider-keys/sum-key-hours';
import type { JobHandler } from '../job.ts';

/** Sums what calls by provider keys came to: of the last hours often, and once a day of the calls that took longer. */
export const sumKeyHours: JobHandler = async (deps) => ({ summed: await sum(deps, { hours: 2 }) });

export const sumKeyDay: JobHandler = async (deps) => ({ summed: await sum(deps, { hours: 48 }) });
