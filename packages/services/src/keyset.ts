import { AppError } from '@geko/contracts/errors';
import { isUuid } from '@geko/contracts/ids';

/** Where a page ended, in lists sorted by time and id, newest first. */
export type Keyset = { at: Date; id: string };

const YEARS_OF_FOUR_DIGITS = /^[1-9]\d{3}-/u;

/** The opaque cursor after a row. */
export function toCursor({ at, id }: Keyset): string {
  return `${at.toISOString()}_${id}`;
}

/** Reads a cursor back; a garbled one is the caller's mistake. */
export function fromCursor(cursor: string | null | undefined): Keyset | null {
  if (cursor == null) return null;
  const [time = '', id = '', ...rest] = cursor.split('_');
  const at = new Date(time);
  // Only what toCursor writes: JavaScript knows years that Postgres does not.
  const isOurs = YEARS_OF_FOUR_DIGITS.test(time) && !Number.isNaN(at.getTime());
  if (!isOurs || at.toISOString() !== time || !isUuid(id) || rest.length > 0) {
    throw new AppError('BAD_REQUEST', {
      field: 'cursor',
      message: 'This cursor is not one of ours.',
    });
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
