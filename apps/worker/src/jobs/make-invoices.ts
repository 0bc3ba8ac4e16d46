import { makeInvoices as make } from '@geko/services/invoices/issue-invoices';
import type { JobHandler } from '../job.ts';

/** Makes the invoices of the month that has ended. */
export const makeInvoices: JobHandler = async (deps) => {
  const { made, failed } = await make(deps);
  // So that the queue runs it again.
  if (failed > 0) throw new Error(`${failed} invoices were not made`);
  return { made };
};
