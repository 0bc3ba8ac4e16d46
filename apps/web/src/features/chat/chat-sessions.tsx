'use client';
import { createContext, use, useState, type ReactNode } from 'react';
import { ChatSession } from './chat-session.ts';
import { createDrafts, type Drafts } from './drafts.ts';

/** Conversations kept in memory beside the one on screen. */
const KEPT_SESSIONS = 8;

export type ChatSessions = {
  open: (workspaceId: string, conversationId: string) => ChatSession;
  drafts: Drafts;
};

function createSessions(): ChatSessions {
  const sessions = new Map<string, ChatSession>();
  return {
    drafts: createDrafts(typeof window === 'undefined' ? null : window.sessionStorage),
    open: (workspaceId, conversationId) => {
      const key = `${workspaceId}/${conversationId}`;
      const session = sessions.get(key) ?? new ChatSession(workspaceId, conversationId);
      // Most recently used last; a running one is never dropped.
      sessions.delete(key);
      sessions.set(key, session);
      for (const [oldKey, old] of sessions) {
        if (sessions.size <= KEPT_SESSIONS) break;
        if (!old.isBusy && oldKey !== key) sessions.delete(oldKey);
      }
      return session;
    },
  };
}

const SessionsContext = createContext<ChatSessions | null>(null);

/** Holds the live conversations of this tab. */
export function ChatSessionsProvider({ children }: { children: ReactNode }) {
  const [sessions] = useState(createSessions);
  return <SessionsContext value={sessions}>{children}</SessionsContext>;
}

export function useChatSessions(): ChatSessions {
  const sessions = use(SessionsContext);
  if (sessions === null) throw new Error('no ChatSessionsProvider above');
  return sessions;
}
