import { scrubText } from './scrub-text.ts';

/** Names whose values are never logged, however deep: letters only, in lower case. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'apikey',
  'apikeys',
  'xapikey',
  'xgoogapikey',
  'token',
  'accesstoken',
  'refreshtoken',
  'sessiontoken',
  'password',
  'passwordhash',
  'secret',
  'databaseurl',
]);
const MOST_DEPTH = 6;
const MOST_ITEMS = 100;

const isSecret = (name: string) => SECRET_NAMES.has(name.toLowerCase().replaceAll(/[^a-z]/gu, ''));

/**
 * A copy of a value that is fit to log: secrets out, bigint and dates as text, errors as plain facts,
 * cut off where it is deeper or longer than anybody reads. Never throws.
 */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MOST_DEPTH) return '[deeper]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return scrubError(value, depth);
  if (value instanceof Headers || value instanceof Map) {
    return scrub(Object.fromEntries(value.entries()), depth);
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => scrub(item, depth + 1));
  const entries = Object.entries(value).slice(0, MOST_ITEMS);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, isSecret(name) ? '[redacted]' : scrub(inner, depth + 1)]),
  );
}

/** Facts of an error that say what broke and hold no content. */
const ERROR_FACTS = ['code', 'constraint', 'table', 'routine', 'statusCode', 'syscall'] as const;

/**
 * An error as facts. What a database driver adds is left out: the parameters of a failed query and
 * the details of a broken constraint are people's texts and addresses.
 */
function scrubError(error: Error, depth: number): Record<string, unknown> {
  const facts: Record<string, unknown> = {
    name: error.name,
    message: scrubText(firstPart(error.message)),
  };
  for (const name of ERROR_FACTS) {
    const fact = (error as unknown as Record<string, unknown>)[name];
    if (typeof fact === 'string' || typeof fact === 'number') facts[name] = fact;
  }
  if (error.stack !== undefined) facts['stack'] = scrubText(framesOf(error.stack));
  if (error.cause !== undefined) facts['cause'] = scrub(error.cause, depth + 1);
  if (error instanceof AggregateError) facts['errors'] = scrub(error.errors, depth + 1);
  return facts;
}

/** Drizzle writes the parameters of a failed query into its message. */
const firstPart = (message: string) => message.split('\nparams:')[0] ?? '';

const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .map((line) => line.trim())
    .join('\n');
