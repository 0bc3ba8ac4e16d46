import type { en } from './en.ts';

/** What a language must say: another language is one more file of this type. */
export type Messages = typeof en;
