import type { LocalTurn } from '@geko/contracts/desktop';
import { useEffect, useState } from 'react';
import { onDesktop } from '../desktop.ts';
import { useOutbox } from '../outbox.ts';

type Written = Record<string, { text: string; reasoning: string }>;

/** The turns of this machine with what is being written of them, oldest first; null = not known yet. */
export function useLiveTurns(): readonly LocalTurn[] | null {
  const turns = useOutbox({ isWanted: true });
  const [written, setWritten] = useState<Written>({});
  // What a list of the shell has, was not written after it.
  const [listed, setListed] = useState(turns);
  if (listed !== turns) {
    setListed(turns);
    setWritten({});
  }
  useEffect(
    () =>
      onDesktop('turnPart', ({ turnId, part: { kind, text } }) => {
        setWritten((before) => {
          const so = before[turnId] ?? { text: '', reasoning: '' };
          return { ...before, [turnId]: { ...so, [kind]: so[kind] + text } };
        });
      }),
    [],
  );
  return (
    turns?.map((turn) => {
      const more = turn.end === null ? written[turn.turnId] : undefined;
      if (more === undefined) return turn;
      return {
        ...turn,
        answer: turn.answer + more.text,
        reasoning: turn.reasoning + more.reasoning,
      };
    }) ?? null
  );
}
