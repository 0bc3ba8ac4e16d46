import type { Locale } from '@geko/contracts/auth';
import { de } from './de.ts';
import { en } from './en.ts';
import type { MailWords } from './words.ts';

/** The words of every language. */
export const wordsOf: Record<Locale, MailWords> = { en, de };
