import { SettingsError } from '@geko/config/settings-error';
import { CliError } from './cli-error.ts';

const NOT_MIGRATED =
  'This database has no Geko in it, or an older one; run npm run geko -- db migrate first.';

/** What PostgreSQL's and the system's error codes mean to the person at the terminal. */
const sentences: Record<string, string> = {
  ECONNREFUSED: 'The database does not answer; is it running, and is DATABASE_URL right?',
  ENOTFOUND: 'The host in DATABASE_URL is not known.',
  CONNECT_TIMEOUT: 'The database does not answer in time; is DATABASE_URL right?',
  '28P01': 'The database refused the password in DATABASE_URL.',
  '28000': 'The database refused the user in DATABASE_URL.',
  '3D000': 'The database that DATABASE_URL names does not exist.',
  '42501':
    'The user in DATABASE_URL may not do this; it must own the database and have CREATEROLE.',
  '42P01': NOT_MIGRATED,
  '42703': NOT_MIGRATED,
  '42704': NOT_MIGRATED,
};

function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])].flatMap(codesOf);
  return typeof code === 'string' ? [code, ...inner] : inner;
}

/** An error as one calm sentence. */
export function explain(error: unknown): string {
  if (error instanceof CliError || error instanceof SettingsError) return error.message;
  for (const code of codesOf(error)) {
    const sentence = sentences[code];
    if (sentence !== undefined) return sentence;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `That did not work: ${message.split('\nparams:')[0] ?? message}`;
}
