import type { LocalErrorCode } from '@geko/contracts/local-models';

/** What a server answered to a request for the rest of a file. */
export type Answer = {
  status: number;
  contentLength: string | null;
  contentRange: string | null;
  retryAfter: string | null;
};

/** from: where in the file the answer's first byte belongs. again: ask once more; fromStart: with nothing kept. */
export type Verdict =
  | { kind: 'take'; from: number }
  | { kind: 'again'; afterMs: number | null; fromStart: boolean }
  | { kind: 'fail'; code: LocalErrorCode };

const LONGEST_WAIT_MS = 60_000;

function waitOf(retryAfter: string | null): number | null {
  const seconds = Number(retryAfter);
  if (retryAfter === null || !Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(seconds * 1_000, LONGEST_WAIT_MS);
}

/** keptBytes: how much of the file is here already. totalBytes: how long it must be. */
export function judgeAnswer(answer: Answer, keptBytes: number, totalBytes: number): Verdict {
  const { status } = answer;
  if (status === 206) {
    const [, first, , total] =
      /^bytes (\d+)-(\d+)\/(\d+|\*)$/u.exec(answer.contentRange ?? '') ?? [];
    if (total !== undefined && total !== '*' && Number(total) !== totalBytes) {
      return { kind: 'fail', code: 'wrong_length' };
    }
    if (first === undefined || Number(first) !== keptBytes) {
      return { kind: 'again', afterMs: null, fromStart: true };
    }
    return { kind: 'take', from: keptBytes };
  }
  // A server that does not know ranges sends the whole of it.
  if (status === 200) {
    const isOther = answer.contentLength !== null && Number(answer.contentLength) !== totalBytes;
    return isOther ? { kind: 'fail', code: 'wrong_length' } : { kind: 'take', from: 0 };
  }
  if (status === 416 && keptBytes > 0) return { kind: 'again', afterMs: null, fromStart: true };
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: 'again', afterMs: waitOf(answer.retryAfter), fromStart: false };
  }
  return { kind: 'fail', code: 'not_offered' };
}
