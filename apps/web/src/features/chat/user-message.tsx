'use client';
import { memo } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { textOf, type ChatMessage } from './chat-message.ts';

/** What a person wrote, as they wrote it. */
export const UserMessage = memo(function UserMessage({ message }: { message: ChatMessage }) {
  const { you } = useMessages('chat');
  return (
    <div className="flex justify-end">
      <div className="max-w-[85%] rounded-2xl rounded-ee-md bg-active px-4 py-2.5 leading-6 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
        <span className="sr-only">{you}: </span>
        {textOf(message)}
      </div>
    </div>
  );
});
