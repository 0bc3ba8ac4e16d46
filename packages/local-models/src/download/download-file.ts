import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalModelError } from '../local-error.ts';
import type { DownloadableFile } from '../facts.ts';
import { askFile } from './ask-file.ts';
import { hashFile } from './hash-file.ts';
import { judgeAnswer } from './judge-answer.ts';

export type DownloadPatience = {
  /** Without a byte for so long, a connection is given up. */
  idleMs: number;
  /** Tries in a row that bring nothing. */
  tries: number;
  /** Before the second try; doubled each time. */
  firstWaitMs: number;
};

export const DOWNLOAD_PATIENCE: DownloadPatience = {
  idleMs: 30_000,
  tries: 6,
  firstWaitMs: 1_000,
};

export type Download = {
  file: DownloadableFile;
  /** Where it is to lie once it is whole and checked. */
  path: string;
  signal: AbortSignal;
  onBytes: (receivedBytes: number) => void;
  onChecking: () => void;
  patience?: DownloadPatience;
};

/** Where a file lies while it comes. It is never taken for a whole one. */
export function partOf(path: string): string {
  return `${path}.part`;
}

/** How many bytes of a file are there; 0 = there is none. */
export async function bytesAt(path: string): Promise<number> {
  const facts = await stat(path).catch(() => null);
  return facts?.size ?? 0;
}

/**
 * Brings a file, going on from what is there, and puts it in its place in one step once its length and checksum are right.
 * A file that proves wrong is deleted; what comes of a stop, a cut or a full disk is kept.
 * @throws LocalModelError cancelled, disk_full, unreachable, not_offered, wrong_length, wrong_checksum
 */
export async function downloadFile(download: Download): Promise<void> {
  const { file, path, signal, onChecking } = download;
  const part = partOf(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await bringAll(download, part);
    onChecking();
    if ((await hashFile(part, signal)) !== file.sha256) throw new LocalModelError('wrong_checksum');
    await rename(part, path);
  } catch (error) {
    const known = signal.aborted ? new LocalModelError('cancelled') : explain(error);
    if (known.code === 'wrong_checksum' || known.code === 'wrong_length') {
      await rm(part, { force: true });
    }
    throw known;
  }
}

function explain(error: unknown): LocalModelError {
  if (error instanceof LocalModelError) return error;
  const isFull = /^E(NOSPC|DQUOT)$/u.test((error as NodeJS.ErrnoException).code ?? '');
  return new LocalModelError(isFull ? 'disk_full' : 'unreachable', { cause: error });
}

/** Asks until the part is as long as the file. */
async function bringAll(download: Download, part: string): Promise<void> {
  const { file, signal, onBytes, patience = DOWNLOAD_PATIENCE } = download;
  let failures = 0;
  for (;;) {
    const kept = await bytesAt(part);
    if (kept === file.bytes) return;
    if (kept > file.bytes) {
      await rm(part, { force: true });
      continue;
    }
    onBytes(kept);
    const { waitMs, error } = await bringSome(download, part, kept);
    const isNearer = (await bytesAt(part)) > kept;
    failures = isNearer ? 0 : failures + 1;
    if (failures >= patience.tries) throw new LocalModelError('unreachable', { cause: error });
    const doubled = patience.firstWaitMs * 2 ** Math.max(0, failures - 1);
    if (failures > 0) await sleep(waitMs ?? doubled, undefined, { signal });
  }
}

type Try = { waitMs: number | null; error: unknown };

/** One request. Resolves when it has ended in a way after which the next may bring more. */
async function bringSome(download: Download, part: string, kept: number): Promise<Try> {
  const { file, signal, patience = DOWNLOAD_PATIENCE } = download;
  const cut = new AbortController();
  const idle = setTimeout(() => cut.abort(new Error('silent')), patience.idleMs);
  const both = AbortSignal.any([signal, cut.signal]);
  try {
    const { body, ...answer } = await askFile(file.url, kept, both);
    const verdict = judgeAnswer(answer, kept, file.bytes);
    if (verdict.kind === 'fail') throw new LocalModelError(verdict.code);
    if (verdict.kind === 'again') {
      if (verdict.fromStart) await rm(part, { force: true });
      return { waitMs: verdict.afterMs, error: `answered ${answer.status}` };
    }
    await writeBody({ download, part, body, from: verdict.from, onChunk: () => idle.refresh() });
    return { waitMs: null, error: 'ended early' };
  } catch (error) {
    if (error instanceof LocalModelError || signal.aborted) throw error;
    if (explain(error).code === 'disk_full') throw error;
    return { waitMs: null, error };
  } finally {
    clearTimeout(idle);
    cut.abort();
  }
}

async function writeBody({
  download: { file, onBytes },
  part,
  body,
  from,
  onChunk,
}: {
  download: Download;
  part: string;
  body: AsyncIterable<Uint8Array>;
  from: number;
  onChunk: () => void;
}): Promise<void> {
  let handle: FileHandle | null = null;
  let received = from;
  try {
    handle = await open(part, from === 0 ? 'w' : 'a');
    for await (const chunk of body) {
      onChunk();
      received += chunk.length;
      if (received > file.bytes) throw new LocalModelError('wrong_length');
      await handle.write(chunk);
      onBytes(received);
    }
    await handle.sync();
  } finally {
    await handle?.close();
  }
}
