import { z } from 'zod';
import { badRequest } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { FormTable } from './read-form.ts';

/**
 * The parameters of a request. Names are checked against Stripe's own type by the compiler, and every other name is
 * refused at run time, as Stripe does.
 */
export function params<P>() {
  return <S extends { [K in keyof S]: K extends keyof P ? z.ZodType : never }>(shape: S) =>
    z.strictObject(shape);
}

export const text = z.string({ error: ({ input }) => wrong(input, 'string') });
/** A text that an empty one takes away. */
export const clearable = text.transform((value) => (value === '' ? null : value));
export const integer = text
  .regex(/^-?\d{1,15}$/u, {
    error: ({ input }) => `parameter_invalid_integer|Invalid integer: ${String(input)}`,
  })
  .transform(Number);
export const boolean = text
  .refine((value) => value === 'true' || value === 'false', {
    error: ({ input }) => `|Invalid boolean: ${String(input)}`,
  })
  .transform((value) => value === 'true');
export const currency = text.regex(/^[a-z]{3}$/u, {
  error: ({ input }) => `|Invalid currency: ${String(input)}`,
});
export const url = text.refine((value) => URL.canParse(value), {
  error: 'url_invalid|Not a valid URL',
});
export const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, { error: ({ input }) => chosenWrong(input, names) });
export const list = <T extends z.ZodType>(item: T) =>
  z.array(item, { error: ({ input }) => wrong(input, 'array') });
/** At most 50 keys of 40 characters, with values of 500: Stripe's own limits. Empty values take a key away. */
export const metadata = z
  .record(text.max(40), text.max(500), { error: ({ input }) => wrong(input, 'object') })
  .refine((table) => Object.keys(table).length <= 50, { error: '|Metadata can have 50 keys' });
export const created = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);
/** Beside the filters of each list. */
export const paging = {
  limit: integer
    .refine((value) => value >= 1 && value <= 100, {
      error: '|Limit must be between 1 and 100',
    })
    .optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

const missing = 'parameter_missing|';

function wrong(input: unknown, wanted: string): string {
  return input === undefined ? missing : `|Invalid ${wanted}: ${JSON.stringify(input)}`;
}

function chosenWrong(input: unknown, names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  const rest = names.slice(0, -1).join(', ');
  return input === undefined ? missing : `|Invalid value: must be one of ${rest}, or ${last}`;
}

function nameOf(path: readonly PropertyKey[]): string {
  const [first = '', ...rest] = path.map(String);
  return `${first}${rest.map((name) => `[${name}]`).join('')}`;
}

/**
 * Reads a request's parameters.
 * @throws Refusal that names the parameter: unknown, missing or not what it should be.
 */
export function readParams<S extends z.ZodType>(schema: S, table: FormTable): z.output<S> {
  const parsed = schema.safeParse(table);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw toRefusal(issue);
}

function toRefusal(issue: z.core.$ZodIssue | undefined): Refusal {
  if (issue === undefined) return badRequest('Invalid request');
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, ...issue.keys.slice(0, 1)]);
    return badRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = nameOf(issue.path);
  const [code = '', message = ''] = issue.message.includes('|')
    ? issue.message.split('|')
    : ['', `Invalid ${param}`];
  if (code === 'parameter_missing') {
    return badRequest(`Missing required param: ${param}.`, { code, param });
  }
  return badRequest(message, { param, ...(code !== '' && { code }) });
}
