import { z } from 'zod';

/** Text that people write. Postgres keeps every character but the zero byte. */
export const Text = z
  .string()
  .refine((text) => !text.includes('\u0000'), 'must not contain a zero byte');
