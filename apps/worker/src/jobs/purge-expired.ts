import { purgeExpired as purge } from '@geko/auth/purge-expired';
import type { JobHandler } from '../job.ts';

/** Deletes sessions and rate limit counters that have run out. */
export const purgeExpired: JobHandler = ({ db, now }) => purge(db, now());
