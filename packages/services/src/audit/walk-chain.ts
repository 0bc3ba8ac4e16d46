import { createHash } from 'node:crypto';
import { NIL_ID } from '@geko/contracts/ids';
import { auditLineText, type ChainedLine } from '@geko/domain/audit-chain';

/** A place in a chain: the line, and its hash; 0 and '' = before the first line. */
export type Link = { seq: bigint; hash: string };

export type StoredLine = ChainedLine & { hash: string };

/** What is known of a chain beside its lines; null = the database has lost it. */
export type ChainEnds = { expired: Link; last: Link } | null;

/** What is wrong with a chain, in words, and at which line. */
export type Break = { seq: bigint; what: string };

/** Follows one chain line by line, in the order of seq. */
export type ChainWalk = {
  take(line: StoredLine): void;
  /** To be called once, after the last line. breaks: the first hundred; more: how many there are beyond them. */
  finish(): { lines: number; head: Link; breaks: Break[]; more: number; notes: string[] };
};

const MOST_BREAKS = 100;

const START: Link = { seq: 0n, hash: '' };

/** "line 7", "lines 7 to 9". */
function linesFrom(first: bigint, last: bigint): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}

/**
 * Checks that a tenant's chain begins where retention left off, that no line is missing, added or changed, that it ends
 * at its head, and that it runs through the anchors: links that somebody kept elsewhere. A line that was changed is one
 * break, not one for every line after it: the walk goes on from the hash that stands there.
 */
export function walkChain(ends: ChainEnds, anchors: readonly Link[]): ChainWalk {
  const begin = ends?.expired ?? START;
  const left = Map.groupBy(anchors, ({ seq }) => seq);
  const breaks: Break[] = [];
  let more = 0;
  const notes: string[] = [];
  let lines = 0;
  let at = begin;
  let isExpiryOnRecord = begin.seq === 0n;

  const tell = (seq: bigint, what: string) => {
    if (breaks.length < MOST_BREAKS) breaks.push({ seq, what });
    else more += 1;
  };
  const compareAnchor = ({ seq, hash }: Link) => {
    const kept = left.get(seq);
    left.delete(seq);
    if (kept?.some((anchor) => anchor.hash !== hash)) {
      tell(seq, `line ${seq} has another hash than the anchor`);
    }
  };

  return {
    take(line) {
      lines += 1;
      const { seq, hash } = line;
      const next = at.seq + 1n;
      if (seq <= begin.seq) {
        tell(seq, `line ${seq} stands before the beginning of the chain`);
        return;
      }
      if (seq < next) {
        tell(seq, `line ${seq} is there twice`);
        return;
      }
      if (seq > next) {
        tell(next, `${linesFrom(next, seq - 1n)} ${seq - next === 1n ? 'is' : 'are'} missing`);
      } else if (hashLine(line, at.hash) !== hash) {
        tell(seq, `line ${seq} or the one before it is not as it was written`);
      }
      isExpiryOnRecord ||=
        line.action === 'audit.expire' &&
        line.actorId === NIL_ID &&
        line.objectId === String(begin.seq) &&
        line.after === begin.hash;
      at = { seq, hash };
      compareAnchor(at);
    },
    finish() {
      if (ends === null && lines > 0) tell(at.seq, 'where the chain ends is not on record');
      if (!isExpiryOnRecord) {
        const went = linesFrom(1n, begin.seq);
        tell(begin.seq, `${went} went, and no line says that their time had come`);
      }
      if (ends !== null) compareEnd(at, ends.last, tell);
      compareAnchor(begin);
      for (const seq of left.keys()) {
        if (seq > begin.seq) tell(seq, `line ${seq} of an anchor is not there`);
        else notes.push(`line ${seq} of an anchor is older than what is kept`);
      }
      return { lines, head: at, breaks, more, notes };
    },
  };
}

function compareEnd(at: Link, last: Link, tell: (seq: bigint, what: string) => void): void {
  if (at.seq < last.seq) {
    const missing = linesFrom(at.seq + 1n, last.seq);
    tell(at.seq + 1n, `${missing} ${last.seq - at.seq === 1n ? 'is' : 'are'} missing at the end`);
  } else if (at.seq > last.seq) {
    const added = linesFrom(last.seq + 1n, at.seq);
    tell(last.seq + 1n, `${added} ${at.seq - last.seq === 1n ? 'stands' : 'stand'} after the end`);
  } else if (at.hash !== last.hash) {
    tell(at.seq, `line ${at.seq} is not the one that the chain ended with`);
  }
}

/** The hash that a line must have after the one before, in hex. */
export function hashLine(line: ChainedLine, previousHash: string): string {
  return createHash('sha256').update(auditLineText(line, previousHash), 'utf8').digest('hex');
}
