'use client';
import type { LocalTurn } from '@geko/contracts/desktop';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { refreshConversations } from '../chat/refresh-conversations.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { askDesktop, onDesktop } from './desktop.ts';
import { dropFromOutbox, readOutbox } from './outbox.ts';
import { createTurnSync, type RefusedTurn, type TurnSync } from './sync-turns.ts';
import { holdTurnSync } from './turn-sync-holder.ts';

/** One page at a time does it, where there are several. */
const LOCK = 'geko-turns-of-this-machine';

/** As the server is told of a turn. */
function told({ workspaceId, ...turn }: LocalTurn) {
  const { end } = turn;
  if (end === null) throw new Error('a turn is told when it has ended');
  return { workspaceId, turn: { ...turn, end } };
}

/** Brings what this machine has answered to the server, as long as the page is open. */
export function useTurnSync(): {
  refused: readonly RefusedTurn[];
  again: () => void;
  discard: () => void;
} {
  const { me } = useWorkspace();
  const utils = trpc.useUtils();
  const { mutateAsync: record } = trpc.chat.recordLocal.useMutation();
  const [refused, setRefused] = useState<readonly RefusedTurn[]>([]);
  const sync = useRef<TurnSync | null>(null);
  const list = useEffectEvent(async () =>
    (await readOutbox()).filter(({ userId }) => userId === me.id),
  );
  const show = useEffectEvent(async ({ workspaceId, conversationId, turnId }: LocalTurn) => {
    refreshConversations(utils, workspaceId);
    await utils.chat.get.invalidate({ workspaceId, conversationId });
    dropFromOutbox(turnId);
  });
  const send = useEffectEvent((turn: LocalTurn) => record(told(turn)));
  useEffect(() => {
    const loop = createTurnSync({
      list: () => list(),
      record: (turn) => send(turn),
      onRecorded: (turn) => show(turn),
      forget: (turnId) => askDesktop('forgetTurn', { turnId }),
      onRefused: setRefused,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    sync.current = loop;
    const end = new AbortController();
    navigator.locks
      .request(LOCK, { signal: end.signal }, async () => {
        holdTurnSync(loop);
        await loop.now();
        // The lock is held until the page goes.
        await new Promise((resolve) => end.signal.addEventListener('abort', resolve));
      })
      .catch(() => undefined);
    const look = (): void => void loop.now();
    const stop = onDesktop('turnEnd', look);
    window.addEventListener('online', look);
    return () => {
      stop();
      window.removeEventListener('online', look);
      loop.stop();
      holdTurnSync(null);
      end.abort();
    };
  }, []);
  return {
    refused,
    again: () => void sync.current?.again(),
    discard: () => {
      const forgotten = refused.map(async ({ turn: { turnId } }) => {
        await askDesktop('forgetTurn', { turnId });
        dropFromOutbox(turnId);
      });
      void Promise.allSettled(forgotten).then(() => sync.current?.again());
    },
  };
}
