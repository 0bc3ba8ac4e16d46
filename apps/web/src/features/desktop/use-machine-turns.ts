'use client';
import type { LocalTurn } from '@geko/contracts/desktop';
import { useEffect, useMemo, useState } from 'react';
import type { ChatMessage } from '../chat/chat-message.ts';
import type { withMachineTurns } from '../chat/machine-messages.ts';
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
  /** The server's history with these behind it. */
  joined: (history: ChatMessage[]) => ChatMessage[];
};

/** The turns of one conversation that only this machine has; none outside of the desktop app, which loads no code for it. */
export function useMachineTurns(conversationId: string): MachineTurns {
  const isWanted = useHasDesktop();
  const all = useOutbox({ isWanted });
  const { models } = useMachineModels({ isWanted });
  const [join, setJoin] = useState<typeof withMachineTurns | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    void import('../chat/machine-messages.ts').then((loaded) =>
      setJoin(() => loaded.withMachineTurns),
    );
  }, [isWanted]);
  return useMemo(() => {
    const turns = (all ?? []).filter((turn) => turn.conversationId === conversationId);
    const nameOf = (modelId: string) => models?.find(({ id }) => id === modelId)?.name ?? modelId;
    return {
      isKnown: all !== null && (join !== null || !isWanted),
      turns,
      runningTurnId: turns.find(({ end }) => end === null)?.turnId ?? null,
      joined: (history) => (join === null ? history : join(history, turns, nameOf)),
    };
  }, [all, models, join, isWanted, conversationId]);
}
