'use client';
import { useParams, useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { newId } from './new-id.ts';
import { ChatSessionsProvider } from './chat-sessions.tsx';
import { ConversationScreen } from './conversation-screen.tsx';

/**
 * The chat of a workspace. It stands in the layout, above both pages: when the first message of a new chat is
 * on its way, the address becomes the conversation's while the screen stays as it is.
 */
export function ChatRoom({ workspaceId }: { workspaceId: string }) {
  const { conversation } = useParams<{ conversation?: string }>();
  const router = useRouter();
  const [nextId, setNextId] = useState(newId);
  const conversationId = conversation?.toLowerCase() ?? nextId;
  const shown = useRef(conversationId);
  useEffect(() => {
    shown.current = conversationId;
  }, [conversationId]);

  // Once the new chat has its address, the next new one needs an id of its own.
  const wasNew = conversation !== undefined && conversationId === nextId;
  const [hasMoved, setMoved] = useState(false);
  if (wasNew && !hasMoved) setMoved(true);
  if (conversation === undefined && hasMoved) {
    setMoved(false);
    setNextId(newId());
  }
  const onTurnStart = () => {
    if (conversation === undefined && shown.current === conversationId) {
      router.replace(`/w/${workspaceId}/c/${conversationId}`, { scroll: false });
    }
  };
  return (
    <ChatSessionsProvider>
      <ConversationScreen
        key={conversationId}
        workspaceId={workspaceId}
        conversationId={conversationId}
        isNew={conversation === undefined}
        draftKey={conversation === undefined ? `new:${workspaceId}` : conversationId}
        onTurnStart={onTurnStart}
      />
    </ChatSessionsProvider>
  );
}
