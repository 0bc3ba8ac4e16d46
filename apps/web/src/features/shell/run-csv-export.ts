import { readError } from '../../lib/errors.ts';
import { noteRefusal } from './workspace-access.ts';

/** Hands a file to the browser's downloads. */
function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What became of it: the file's name, or the server's sentence where it has one. */
export type CsvExported = { file: string } | { problem: string | null };

/** Fetches an export and saves it as a file. @throws Error when the connection breaks */
export async function runCsvExport(
  asked: { path: string; body: object; fallbackName: string },
  onBytes: (received: number) => void,
): Promise<CsvExported> {
  const response = await fetch(asked.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked.body),
  });
  if (!response.ok || response.body === null) {
    const known = readError(await response.text());
    noteRefusal(known?.code);
    return { problem: known?.message ?? null };
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    received += part.value.length;
    onBytes(received);
  }
  const file =
    /filename="([\w.-]+)"/u.exec(response.headers.get('content-disposition') ?? '')?.[1] ??
    asked.fallbackName;
  saveFile(new Blob(chunks, { type: 'text/csv' }), file);
  return { file };
}
