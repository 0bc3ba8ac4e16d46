import type { ReactNode } from 'react';
import { ChatRoom } from '../../../../features/chat/chat-room.tsx';
import '../../../../features/chat/chat.css';

type Props = { params: Promise<{ workspace: string }>; children: ReactNode };

/** New chat and conversation share one screen, so that going from one to the other loses nothing. */
export default async function ChatLayout({ params, children }: Props) {
  const { workspace } = await params;
  return (
    <div className="absolute inset-0">
      <ChatRoom workspaceId={workspace.toLowerCase()} />
      {children}
    </div>
  );
}
