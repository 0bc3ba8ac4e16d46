import { sendMails as send } from '@geko/services/mail/send-mails';
import type { JobHandler } from '../job.ts';

/** Sends the mails that are due, or puts them into the mailbox where there is no mail server. */
export const sendMails: JobHandler = (deps) => send(deps);
