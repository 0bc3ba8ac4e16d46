import { AppError } from '@geko/contracts/errors';
import { isUuid } from '@geko/contracts/ids';

/** Where a page ended, in lists sorted by time and id, newest first. */
export type Keyset = { at: Date; id: string };

/** The opaque cursor after a row. */
export function toCursor({ at, id }: Keyset): string {
  return `${at.toISOString()}_${id}`;
}

/** Reads a cursor back; a garbled one is the caller's mistake. */
export function fromCursor(cursor: string | null | undefined): Keyset | null {
  if (cursor == null) return null;
  const [time = '', id = ''] = cursor.split('_');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !isUuid(id)) {
    throw new AppError('BAD_REQUEST', { field: 'cursor', message: 'This cursor is not one of ours.' });
  }
  return { at, id };
}

/** Cuts one row more than the page into the page and the cursor to the next. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => Keyset,
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? toCursor(keyOf(last)) : null };
}
