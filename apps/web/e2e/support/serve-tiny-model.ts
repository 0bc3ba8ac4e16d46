import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveFile } from '@geko/local-models/testing/file-server';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel } from '@geko/local-models/testing/tiny-model';

/** A server of the tiny file, slow the first time so that its download can be watched, and the list that names it alone. */
export async function serveTinyModel(
  folder: string,
): Promise<{ list: string; close(): Promise<void> }> {
  const bytes = makeTinyModel();
  const server = await serveFile(bytes);
  server.faults.push({ kind: 'slow', pieceBytes: 100_000, pauseMs: 400 });
  const list = join(folder, 'local-models.json');
  writeFileSync(list, JSON.stringify([tinyFacts({ bytes, url: server.url })]));
  return { list, close: () => server.close() };
}
