import { confirmSales as confirm } from '@geko/services/licences/confirm-sales';
import type { JobHandler } from '../job.ts';

/** Asks the shops anew about the sales of licences. */
export const confirmSales: JobHandler = (deps) => confirm(deps);
