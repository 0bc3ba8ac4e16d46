'use client';
import { useParams, useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { Conversation } from '@geko/contracts/chat';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { CONVERSATIONS_PER_PAGE, refreshConversations } from './refresh-conversations.ts';

export type ConversationActions = {
  rename: (conversation: Conversation, title: string) => void;
  remove: (conversation: Conversation) => void;
};

/** Renaming and deleting, shown at once and taken back if the server says no. */
export function useConversationActions(
  workspaceId: string,
  activeId: string | null,
): ConversationActions {
  const { list } = useMessages('chat');
  const router = useRouter();
  const utils = trpc.useUtils();
  const { mutateAsync: renameOnServer } = trpc.chat.rename.useMutation();
  const { mutateAsync: removeOnServer } = trpc.chat.remove.useMutation();
  const { mutateAsync: restoreOnServer } = trpc.chat.restore.useMutation();
  const { conversation: openId } = useParams<{ conversation?: string }>();

  return useMemo(() => {
    const key = { workspaceId, limit: CONVERSATIONS_PER_PAGE };
    const refresh = (): void => refreshConversations(utils, workspaceId);
    const changeItems = (change: (items: Conversation[]) => Conversation[]): void => {
      utils.chat.list.setInfiniteData(key, (data) =>
        data === undefined
          ? data
          : { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) },
      );
    };
    const fail = (title: string): void => {
      refresh();
      void notify({ title, tone: 'danger' });
    };
    const restore = async (conversationId: string): Promise<void> => {
      try {
        await restoreOnServer({ workspaceId, conversationId });
        refresh();
      } catch {
        fail(list.restoreFailed);
      }
    };
    return {
      rename: async ({ id, title: oldTitle }, title) => {
        if (title === '' || title === oldTitle) return;
        changeItems((items) => items.map((item) => (item.id === id ? { ...item, title } : item)));
        try {
          await renameOnServer({ workspaceId, conversationId: id, title });
          void utils.chat.get.invalidate({ workspaceId, conversationId: id });
        } catch {
          fail(list.renameFailed);
        }
      },
      remove: async ({ id, title }) => {
        changeItems((items) => items.filter((item) => item.id !== id));
        if (id === activeId || id === openId) router.push(`/w/${workspaceId}`);
        try {
          await removeOnServer({ workspaceId, conversationId: id });
          void notify({
            title: list.removed,
            description: title,
            action: { label: list.undo, onAction: () => void restore(id) },
          });
        } catch {
          fail(list.removeFailed);
        }
      },
    };
  }, [
    workspaceId,
    activeId,
    openId,
    utils,
    router,
    list,
    renameOnServer,
    removeOnServer,
    restoreOnServer,
  ]);
}
