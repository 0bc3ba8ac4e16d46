import { expireAudit as expire } from '@geko/services/audit/expire-audit';
import type { JobHandler } from '../job.ts';

/** Deletes audit lines that are older than the installation keeps them. */
export const expireAudit: JobHandler = async (deps) => ({ expired: await expire(deps) });
