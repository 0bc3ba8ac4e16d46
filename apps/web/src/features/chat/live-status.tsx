'use client';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { answerState, type ChatMessage } from './chat-message.ts';

/** Tells a screen reader that an answer has begun and how it ended; the text itself is read by the reader. */
export function LiveStatus({
  isBusy,
  lastMessage,
}: {
  isBusy: boolean;
  lastMessage: ChatMessage | undefined;
}) {
  const { live } = useMessages('chat');
  const [wasBusy, setWasBusy] = useState(isBusy);
  const [hasAnswered, setAnswered] = useState(false);
  if (wasBusy !== isBusy) {
    setWasBusy(isBusy);
    setAnswered(wasBusy);
  }
  const status = lastMessage?.role === 'assistant' ? answerState(lastMessage, false).status : null;
  const end =
    status === 'stopped'
      ? live.stopped
      : status === 'failed' || status === 'interrupted'
        ? live.failed
        : live.end;
  return (
    <p role="status" className="sr-only">
      {isBusy ? live.start : hasAnswered && status !== null ? end : ''}
    </p>
  );
}
