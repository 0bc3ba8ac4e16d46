import { en } from './en.ts';
import type { Messages } from './messages.ts';

/** The messages for server components. */
export function getMessages(): Messages {
  return en;
}
