import type { TurnPart } from '@geko/contracts/chat';

type Piece = { kind: TurnPart['kind']; text: string };

/** Collects pieces of an answer and hands them out as numbered parts, neighbours of a kind joined. */
export type PartBuffer = {
  push(piece: Piece): void;
  isEmpty(): boolean;
  /** Everything pushed since the last take, numbered on. */
  take(): TurnPart[];
};

/** Half a character at the end of a text: its other half comes with the next piece. */
const LONELY_TAIL = /[\uD800-\uDBFF]$/;

/**
 * What comes out is what Postgres can keep: NUL is left out, half characters that stay alone become
 * U+FFFD. Viewers get the same, so text saved = text delivered.
 */
export function createPartBuffer(): PartBuffer {
  let pending: Piece[] = [];
  let tail: Piece | null = null;
  let lastSeq = 0;

  const add = ({ kind, text }: Piece) => {
    const storable = text.replaceAll('\0', '').toWellFormed();
    if (storable === '') return;
    const last = pending.at(-1);
    if (last?.kind === kind) last.text += storable;
    else pending.push({ kind, text: storable });
  };
  return {
    push({ kind, text }) {
      if (tail && tail.kind !== kind) add(tail);
      const whole = (tail?.kind === kind ? tail.text : '') + text;
      const half = LONELY_TAIL.exec(whole)?.[0] ?? '';
      tail = half === '' ? null : { kind, text: half };
      add({ kind, text: whole.slice(0, whole.length - half.length) });
    },
    isEmpty: () => pending.length === 0,
    take() {
      const taken = pending.map((piece) => ({ seq: (lastSeq += 1), ...piece }));
      pending = [];
      return taken;
    },
  };
}
