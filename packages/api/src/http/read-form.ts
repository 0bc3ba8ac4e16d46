import { AppError } from '@geko/contracts/errors';
import { readBytes } from './read-json.ts';

/** A form's fields: texts, or lists of them where the name ends in "[]", which is left out; and its one file, if any. */
export type ReadForm = { fields: Record<string, string | string[]>; file: File | null };

const LIST_MARK = '[]';

/**
 * The parsed form, of which at most so many bytes are read; throws 413, 415 or 400, the last naming the field.
 *
 * @param fileField the only field that may hold a file.
 */
export async function readForm(
  request: Request,
  { maxBytes, fileField }: { maxBytes: number; fileField: string },
): Promise<ReadForm> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/iu.test(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
      message: 'Send a form with a file (multipart/form-data).',
    });
  }
  const form = await parseForm(await readBytes(request, maxBytes), type);
  const fields = new Map<string, string | string[]>();
  let file: File | null = null;
  for (const [name, value] of form) {
    if (value instanceof File) {
      if (name !== fileField) throw refuse(name, 'must not be a file');
      if (file !== null) throw refuse(name, 'is given twice');
      file = value;
    } else if (name.endsWith(LIST_MARK)) {
      const listName = name.slice(0, -LIST_MARK.length);
      fields.set(listName, [...[fields.get(listName) ?? []].flat(), value]);
    } else {
      if (name === fileField) throw refuse(name, 'must be a file');
      if (fields.has(name)) throw refuse(name, 'is given twice');
      fields.set(name, value);
    }
  }
  return { fields: Object.fromEntries(fields), file };
}

async function parseForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new AppError('BAD_REQUEST', { message: 'The request is not a valid form.' });
  }
}

function refuse(field: string, why: string): AppError {
  const name = field.slice(0, 100);
  return new AppError('BAD_REQUEST', { field: name, message: `${name}: ${why}.` });
}
