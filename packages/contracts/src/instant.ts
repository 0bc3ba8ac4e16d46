import { z } from 'zod';

/** An instant that somebody names, from 1970 on: calendars know a year 0, and databases do not. */
export const Instant = z.iso
  .datetime()
  .refine((text) => text >= '1970', 'must be an instant from 1970 on');
