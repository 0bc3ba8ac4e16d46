import type { TurnPart } from '@geko/contracts/chat';

/** Collects pieces of an answer and hands them out as numbered parts, neighbours of a kind joined. */
export type PartBuffer = {
  push(piece: { kind: TurnPart['kind']; text: string }): void;
  isEmpty(): boolean;
  /** Everything pushed since the last take, numbered on. */
  take(): TurnPart[];
};

export function createPartBuffer(): PartBuffer {
  let pending: { kind: TurnPart['kind']; text: string }[] = [];
  let lastSeq = 0;
  return {
    push({ kind, text }) {
      if (text === '') return;
      const last = pending.at(-1);
      if (last?.kind === kind) last.text += text;
      else pending.push({ kind, text });
    },
    isEmpty: () => pending.length === 0,
    take() {
      const taken = pending.map((piece) => ({ seq: (lastSeq += 1), ...piece }));
      pending = [];
      return taken;
    },
  };
}
