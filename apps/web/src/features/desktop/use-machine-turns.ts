'use client';
import type { LocalTurn } from '@geko/contracts/desktop';
import { useMemo } from 'react';
import { useHasDesktop } from './desktop.ts';
import { useMachineModels } from './machine-models.ts';
import { useOutbox } from './outbox.ts';

/** What this machine has answered in a conversation, and the server has not heard of. */
export type MachineTurns = {
  /** The shell has told. */
  isKnown: boolean;
  turns: readonly LocalTurn[];
  /** The one that is being written. */
  runningTurnId: string | null;
  nameOf: (modelId: string) => string;
};

/** The turns of one conversation that only this machine has; none outside of the desktop app. */
export function useMachineTurns(conversationId: string): MachineTurns {
  const isWanted = useHasDesktop();
  const all = useOutbox({ isWanted });
  const { models } = useMachineModels({ isWanted });
  return useMemo(() => {
    const turns = (all ?? []).filter((turn) => turn.conversationId === conversationId);
    return {
      isKnown: all !== null,
      turns,
      runningTurnId: turns.find(({ end }) => end === null)?.turnId ?? null,
      nameOf: (modelId) => models?.find(({ id }) => id === modelId)?.name ?? modelId,
    };
  }, [all, models, conversationId]);
}
