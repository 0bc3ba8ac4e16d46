import { stringify } from 'csv-stringify/sync';
import type { Log } from '@geko/services/deps';
import { defuseCell } from './defuse-cell.ts';

/** Spreadsheets take a file for UTF-8 by this. */
const BYTE_ORDER_MARK = '\uFEFF';

type Options<Field extends string> = {
  /** Of the file, without its ending: csvFileName. */
  fileName: string;
  /** The columns, in order. */
  fields: readonly Field[];
  /** Rows by the names of their columns; each page is asked for when the one before is through. */
  pages: AsyncGenerator<Record<Field, string>[], void>;
  requestId: string;
  log: Log;
};

/** An export as a CSV file that streams, and in which no cell computes anything. */
export function csvResponse<Field extends string>(options: Options<Field>): Response {
  return new Response(toCsv(options), {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${options.fileName}.csv"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': options.requestId,
    },
  });
}

/** "geko-audit-<workspace>-<more>-…", in letters that every system takes. */
export function csvFileName(kind: string, workspaceName: string, more: readonly string[]): string {
  const name = workspaceName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 40);
  return ['geko', kind, ...(name === '' ? [] : [name]), ...more].join('-');
}

function toCsv<Field extends string>({
  fields,
  pages,
  fileName,
  log,
}: Options<Field>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const cellsOf = (row: Record<Field, string>) => fields.map((field) => defuseCell(row[field]));
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(BYTE_ORDER_MARK + rowsOf([[...fields]])));
      },
      async pull(controller) {
        try {
          const page = await pages.next();
          if (page.done === true) controller.close();
          else controller.enqueue(encoder.encode(rowsOf(page.value.map(cellsOf))));
        } catch (error) {
          // The answer has begun: all that can be said is that it broke off.
          log.warn({ error, fileName }, 'an export broke off');
          controller.error(error);
        }
      },
      async cancel() {
        await pages.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

const rowsOf = (rows: string[][]): string =>
  stringify(rows, { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
