import { purgeWorkspaces as purge } from '@geko/services/workspace/purge-workspaces';
import type { JobHandler } from '../job.ts';

/** Deletes for good what workspaces held that were deleted 30 days ago. */
export const purgeWorkspaces: JobHandler = async (deps) => ({ purged: await purge(deps) });
