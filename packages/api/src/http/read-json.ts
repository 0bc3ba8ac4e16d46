import type { z } from 'zod';
import { AppError } from '@geko/contracts/errors';

/** Longest body a JSON route reads, in bytes: a message of the largest size, escaped, and its ids. */
export const MAX_BODY_BYTES = 2_000_000;

/** The parsed JSON body; throws 413, 415 or 400, the last naming the field. */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  { maxBytes = MAX_BODY_BYTES }: { maxBytes?: number } = {},
): Promise<z.infer<Schema>> {
  return accept(schema, parse(await readJsonText(request, maxBytes)));
}

/** What a schema makes of an input; throws 400 naming the field. */
export function accept<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new AppError('BAD_REQUEST', {
    ...(field === '' ? {} : { field }),
    message: `${field === '' ? 'The request' : field}: ${issue?.message ?? 'not accepted'}.`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('BAD_REQUEST', { message: 'The request is not valid JSON.' });
  }
}

/** The body's text, said to be JSON; throws 415 when it is not said to be, and 413. */
export async function readJsonText(
  request: Request,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<string> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { message: 'Send JSON (application/json).' });
  }
  return readText(request, maxBytes);
}

/** Reads at most the limit, whatever Content-Length says. */
async function readText(request: Request, maxBytes: number): Promise<string> {
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new AppError('PAYLOAD_TOO_LARGE', {
        message: `A request can have at most ${maxBytes.toLocaleString('en')} bytes.`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
