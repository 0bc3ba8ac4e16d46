import { z } from 'zod';
import { AppError } from '@geko/contracts/errors';
import { parseWith, readJson } from '../http/read-json.ts';
import { isInQuery, otherFields, type Endpoint } from './endpoint.ts';

const AnyObject = z.looseObject({});

/**
 * The input of an endpoint out of path, query and body. What it does not know is refused by name.
 * @throws AppError BAD_REQUEST names the field; UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE
 */
export async function readInput<I extends z.ZodObject>(
  endpoint: Pick<Endpoint<I>, 'method' | 'path' | 'input'>,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<z.output<I>> {
  const known = new Set(otherFields(endpoint));
  const sent = isInQuery(endpoint)
    ? readQuery(endpoint.input, new URL(request.url).searchParams)
    : known.size === 0
      ? {}
      : await readJson(request, AnyObject);
  const unknown = Object.keys(sent).find((name) => !known.has(name));
  if (unknown !== undefined) {
    const field = unknown.slice(0, 100);
    throw new AppError('BAD_REQUEST', { field, message: `${field}: is not a field of this call.` });
  }
  return parseWith(endpoint.input, { ...sent, ...params });
}

function readQuery(input: z.ZodObject, query: URLSearchParams): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(input.shape));
  const read = new Map<string, unknown>();
  for (const [name, text] of query) {
    if (read.has(name)) {
      throw new AppError('BAD_REQUEST', { field: name, message: `${name}: may be given once.` });
    }
    read.set(name, fromText(fields.get(name), text));
  }
  return Object.fromEntries(read);
}

/** A query knows texts only: numbers and truths are read out of them where the field is one. */
function fromText(field: unknown, text: string): unknown {
  const type = innermost(field);
  if (type instanceof z.ZodNumber && /^-?\d+(?:\.\d+)?$/u.test(text)) return Number(text);
  if (type instanceof z.ZodBoolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function innermost(field: unknown): unknown {
  const isWrapped =
    field instanceof z.ZodOptional ||
    field instanceof z.ZodNullable ||
    field instanceof z.ZodDefault;
  return isWrapped ? innermost(field.unwrap()) : field;
}
