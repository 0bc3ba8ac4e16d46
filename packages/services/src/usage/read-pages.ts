/** One row as a sheet shows it: texts only, '' for what is not there. */
export type ExportedRow = Record<string, string>;

/** A page of rows and, where there may be more, after what to read on. */
export type ExportedPage<Key> = { rows: ExportedRow[]; last: Key | null };

/** Reads page after page, each when the one before is through. */
export async function* readPages<Key>(
  read: (after: Key | null) => Promise<ExportedPage<Key>>,
): AsyncGenerator<ExportedRow[], void> {
  let after: Key | null = null;
  for (;;) {
    const page: ExportedPage<Key> = await read(after);
    if (page.rows.length > 0) yield page.rows;
    if (page.last === null) return;
    after = page.last;
  }
}
