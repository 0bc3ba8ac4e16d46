import { sendNotices as send } from '@geko/services/notices/send-notices';
import type { JobHandler } from '../job.ts';

/** Puts the mails of new notices into the outbox. */
export const sendNotices: JobHandler = async (deps) => ({ queued: await send(deps) });
