import { expect } from 'vitest';

/** Reads a CSV file as RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/gsuy;
  let row: string[] = [];
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    row.push((found[1] ?? '').replaceAll('""', '"'));
    if (found[2] === ',') continue;
    rows.push(row);
    row = [];
    if (cell.lastIndex === text.length) return rows;
  }
  throw new Error('this is not CSV');
}

/** The rows of an exported file by the names of their columns. meanwhile: what happens after the first bytes are here. */
export async function readCsv(
  response: Response,
  meanwhile?: () => Promise<unknown>,
): Promise<Record<string, string>[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) {
    if (chunks.length === 0) await meanwhile?.();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head = [], ...rows] = parseCsv(bytes.subarray(3).toString('utf8'));
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}
