'use client';
import { useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { readError } from '../../lib/errors.ts';
import { hasDesktop } from '../desktop/desktop.ts';
import { useMachineTurns } from '../desktop/use-machine-turns.ts';
import { historyMessages, type ChatMessage } from './chat-message.ts';
import type { ChatSession, SessionState } from './chat-session.ts';
import { useChatSessions } from './chat-sessions.tsx';
import { refreshConversations } from './refresh-conversations.ts';
import { useTabNews } from './use-tab-news.ts';

const PAGE_MESSAGES = 60;
const RECONNECT_EVERY_MS = 3000;

export type ConversationView = SessionState & {
  session: ChatSession;
  messages: ChatMessage[];
  /** Sent, and nothing has come back yet. */
  isWaiting: boolean;
  title: string | null;
  lastModelId: string | null;
  isLoading: boolean;
  loadError: unknown;
  isNotFound: boolean;
  reload: () => void;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  loadOlder: () => void;
};

export type UseConversation = {
  workspaceId: string;
  conversationId: string;
  /** Nothing was sent yet, so the server knows nothing of it. */
  isNew: boolean;
  draftKey: string;
  onTurnStart: () => void;
};

/** Joins the history on the server with what is being written now. */
export function useConversation({
  workspaceId,
  conversationId,
  isNew,
  draftKey,
  onTurnStart,
}: UseConversation): ConversationView {
  const { open, drafts } = useChatSessions();
  const session = useMemo(
    () => open(workspaceId, conversationId),
    [open, workspaceId, conversationId],
  );
  const state = useSyncExternalStore(session.subscribe, session.getState, session.getState);
  const { shown } = session;
  const { messages, status } = useSyncExternalStore(shown.subscribe, shown.getView, shown.getView);
  const utils = trpc.useUtils();
  const stopTurn = trpc.chat.stop.useMutation();

  const machine = useMachineTurns(conversationId);
  const [wasNew] = useState(isNew);
  // Begun here with a model of this machine: the server hears of it when it is answered.
  const isOnlyHere = wasNew && machine.turns.length > 0;

  const history = trpc.chat.get.useInfiniteQuery(
    { workspaceId, conversationId, limit: PAGE_MESSAGES },
    {
      enabled: !isNew && !isOnlyHere,
      getNextPageParam: (page) => page.olderCursor,
      refetchOnWindowFocus: 'always',
      refetchOnMount: 'always',
    },
  );
  const refreshHistory = (): void =>
    void utils.chat.get.invalidate({ workspaceId, conversationId });
  const refreshList = (): void => refreshConversations(utils, workspaceId);
  const tellTabs = useTabNews(`${workspaceId}/${conversationId}`, () => {
    if (!session.isBusy) refreshHistory();
    refreshList();
  });

  const start = useEffectEvent(() => {
    onTurnStart();
    refreshList();
    tellTabs();
  });
  const end = useEffectEvent(() => {
    refreshHistory();
    refreshList();
    void utils.usage.quota.invalidate({ workspaceId });
    tellTabs();
    if (hasDesktop()) {
      const message = shown.messages.at(-1);
      void import('../desktop/tell-when-hidden.ts').then(({ tellWhenHidden }) =>
        tellWhenHidden({ workspaceId, conversationId, message }),
      );
    }
  });
  const requestStop = useEffectEvent(async () => {
    if (hasDesktop()) {
      const { stopMachineTurn } = await import('../desktop/running-turns.ts');
      if (await stopMachineTurn(conversationId)) return;
    }
    await stopTurn.mutateAsync({ workspaceId, conversationId });
  });
  const restoreDraft = useEffectEvent((text: string) => {
    if (drafts.get(draftKey).trim() !== '') return false;
    drafts.set(draftKey, text);
    return true;
  });
  useEffect(() => {
    // The links stay when another conversation is opened: an end there still refreshes list and quota.
    session.link({
      onTurnStart: () => start(),
      onTurnEnd: () => end(),
      stopTurn: () => requestStop(),
      restoreDraft: (text) => restoreDraft(text),
    });
  }, [session]);

  const { data, dataUpdatedAt, errorUpdatedAt } = history;
  const errorCode = history.error === null ? null : readError(history.error)?.code;
  const isUnknown = data === undefined && errorCode === 'NOT_FOUND';
  const { isBusy } = state;
  useEffect(() => {
    // What only this machine knows is not on the server yet.
    const isHere = data !== undefined || (isUnknown && machine.turns.length > 0);
    if (!isHere || isBusy || !machine.isKnown) return;
    session.applyHistory(
      machine.joined(historyMessages(data?.pages ?? [])),
      data?.pages[0]?.runningTurnId ?? machine.runningTurnId,
      Math.max(dataUpdatedAt, errorUpdatedAt),
    );
  }, [session, data, dataUpdatedAt, errorUpdatedAt, isUnknown, machine, isBusy]);

  useEffect(() => {
    if (!state.isReconnecting) return undefined;
    const timer = setInterval(
      () => void utils.chat.get.invalidate({ workspaceId, conversationId }),
      RECONNECT_EVERY_MS,
    );
    return () => clearInterval(timer);
  }, [state.isReconnecting, utils, workspaceId, conversationId]);

  return {
    ...state,
    session,
    messages,
    isWaiting: status === 'submitted',
    title: data?.pages[0]?.title ?? null,
    lastModelId: data?.pages[0]?.modelId ?? null,
    isLoading: !isNew && data === undefined && history.error === null && messages.length === 0,
    loadError: messages.length === 0 && state.unsent === null ? history.error : null,
    isNotFound:
      errorCode === 'NOT_FOUND' &&
      machine.isKnown &&
      machine.turns.length === 0 &&
      !isBusy &&
      messages.length === 0 &&
      state.unsent === null,
    reload: () => void history.refetch(),
    hasOlder: history.hasNextPage,
    isLoadingOlder: history.isFetchingNextPage,
    loadOlder: () => {
      if (history.hasNextPage && !history.isFetching && !session.isBusy)
        void history.fetchNextPage();
    },
  };
}
