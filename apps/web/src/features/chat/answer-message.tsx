'use client';
import { Button } from '@geko/ui/button';
import { CopyButton } from '@geko/ui/copy-button';
import { IconButton } from '@geko/ui/icon-button';
import { RotateCcw } from 'lucide-react';
import { memo } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { AnswerText, PlainText } from './answer-text.tsx';
import { answerState, reasoningOf, textOf, type ChatMessage } from './chat-message.ts';
import { endText } from './error-view.ts';
import { Reasoning } from './reasoning.tsx';
import { ReceiptLine } from './receipt-line.tsx';

type Props = {
  message: ChatMessage;
  isStreaming: boolean;
  /** Far from what is on screen: only its plain text is drawn. */
  isFar: boolean;
  /** Answers the question again; null where that is not possible. */
  onRetry: (() => void) | null;
};

/** A model's answer: its thoughts, its text, how it ended, and what it cost. */
export const AnswerMessage = memo(function AnswerMessage({
  message,
  isStreaming,
  isFar,
  onRetry,
}: Props) {
  const chat = useMessages('chat');
  const text = textOf(message);
  if (isFar) return <PlainText text={text} />;
  const reasoning = reasoningOf(message);
  const { status, errorCode, receipt, modelName } = answerState(message, isStreaming);
  const hasFailed = status === 'stopped' || status === 'failed' || status === 'interrupted';
  return (
    <article aria-label={fill(chat.answerBy, { model: modelName ?? 'Geko' })}>
      {reasoning === '' ? null : (
        <Reasoning text={reasoning} isThinking={isStreaming && text === ''} />
      )}
      <div aria-busy={isStreaming}>
        {text === '' ? null : <AnswerText text={text} isStreaming={isStreaming} />}
        {isStreaming && text === '' ? <p className="geko-waiting py-1 text-sm text-muted" /> : null}
      </div>
      {hasFailed ? (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-sunken py-2 ps-4 pe-2 text-sm text-muted">
          <p className="min-w-0 flex-1 py-1">{endText(status, errorCode, chat)}</p>
          {onRetry === null ? null : (
            <Button variant="secondary" size="sm" onClick={onRetry}>
              <RotateCcw aria-hidden />
              {chat.retry}
            </Button>
          )}
        </div>
      ) : null}
      {isStreaming ? null : (
        <div className="-ms-2 mt-1.5 flex min-h-8 flex-wrap items-center gap-x-0.5">
          {text === '' ? null : (
            <CopyButton value={text} label={chat.copyAnswer} copiedLabel={chat.copied} />
          )}
          {onRetry === null || hasFailed ? null : (
            <IconButton label={chat.retry} title={chat.retry} size="sm" onClick={onRetry}>
              <RotateCcw aria-hidden />
            </IconButton>
          )}
          {receipt === null ? null : <ReceiptLine receipt={receipt} />}
        </div>
      )}
    </article>
  );
});
