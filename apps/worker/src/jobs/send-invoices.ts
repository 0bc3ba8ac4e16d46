import { sendInvoices as send } from '@geko/services/invoices/issue-invoices';
import type { JobHandler } from '../job.ts';

/** Brings invoices and credit notes to Stripe, and charges what is due. */
export const sendInvoices: JobHandler = (deps) => send(deps);
