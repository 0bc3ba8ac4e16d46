import { askForNews as ask } from '@geko/services/billing/ask-for-news';
import type { JobHandler } from '../job.ts';

/** Asks Stripe for what its webhooks may not have told. */
export const askForNews: JobHandler = (deps) => ask(deps);
