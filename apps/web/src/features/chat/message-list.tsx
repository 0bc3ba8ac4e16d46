'use client';
import { Button } from '@geko/ui/button';
import { Spinner } from '@geko/ui/spinner';
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { AnswerMessage } from './answer-message.tsx';
import type { ChatMessage } from './chat-message.ts';
import { useNearRows } from './use-near-rows.ts';
import { UserMessage } from './user-message.tsx';

/** Messages drawn in full when a conversation opens; enough for any screen. */
const DRAWN_AT_FIRST = 6;

type Props = {
  messages: readonly ChatMessage[];
  /** The last message is being written. */
  isStreaming: boolean;
  /** A question was sent, and its answer has not begun. */
  isWaiting: boolean;
  scroller: HTMLElement | null;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  onLoadOlder: () => void;
  /** null = this reader may not write. */
  onRetry: (() => void) | null;
  children?: ReactNode;
};

/** The conversation, oldest first. Rows out of sight cost no layout, and rows never seen no Markdown. */
export function MessageList({
  messages,
  isStreaming,
  isWaiting,
  scroller,
  onRetry,
  children,
  ...older
}: Props) {
  const chat = useMessages('chat');
  const { isNear, observe } = useNearRows(
    scroller,
    messages.map(({ id }) => id),
    DRAWN_AT_FIRST,
  );
  useKeepPlace(scroller, messages[0]?.id);
  const last = messages.length - 1;
  return (
    <section
      aria-label={chat.log}
      className="mx-auto flex w-full max-w-3xl flex-col gap-7 px-4 pt-6 pb-8 sm:px-6"
    >
      <OlderPages scroller={scroller} {...older} />
      {messages.map((message, index) => (
        <div
          key={message.id}
          ref={observe}
          data-row-id={message.id}
          className={
            index < last - DRAWN_AT_FIRST
              ? '[contain-intrinsic-size:auto_12rem] [content-visibility:auto]'
              : undefined
          }
        >
          {message.role === 'user' ? (
            <UserMessage message={message} />
          ) : (
            <AnswerMessage
              message={message}
              isStreaming={isStreaming && index === last}
              isFar={!isNear(message.id)}
              onRetry={index === last && !isStreaming ? onRetry : null}
            />
          )}
        </div>
      ))}
      {isWaiting ? <p className="geko-waiting min-h-7 text-sm" aria-hidden /> : null}
      {children}
    </section>
  );
}

type OlderProps = Pick<Props, 'scroller' | 'hasOlder' | 'isLoadingOlder' | 'onLoadOlder'>;

/** Fetches the page before when its place comes near; also a button, for those who do not scroll. */
function OlderPages({ scroller, hasOlder, isLoadingOlder, onLoadOlder }: OlderProps) {
  const chat = useMessages('chat');
  const mark = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!hasOlder || isLoadingOlder || scroller === null || mark.current === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && onLoadOlder(),
      {
        root: scroller,
        rootMargin: '800px 0px',
      },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [hasOlder, isLoadingOlder, onLoadOlder, scroller]);
  if (!hasOlder) return null;
  return (
    <div ref={mark} className="flex min-h-8 justify-center">
      {isLoadingOlder ? (
        <Spinner label={chat.olderLoading} />
      ) : (
        <Button variant="ghost" size="sm" onClick={onLoadOlder}>
          {chat.older}
        </Button>
      )}
    </div>
  );
}

/** When an older page is put above, what the reader was looking at stays where it was. */
function useKeepPlace(scroller: HTMLElement | null, firstId: string | undefined): void {
  const fromEnd = useRef(0);
  const lastFirstId = useRef(firstId);
  useEffect(() => {
    if (scroller === null) return undefined;
    const remember = (): void => {
      fromEnd.current = scroller.scrollHeight - scroller.scrollTop;
    };
    scroller.addEventListener('scroll', remember, { passive: true });
    return () => scroller.removeEventListener('scroll', remember);
  }, [scroller]);
  useLayoutEffect(() => {
    if (scroller !== null && lastFirstId.current !== undefined && lastFirstId.current !== firstId) {
      scroller.scrollTo({ top: scroller.scrollHeight - fromEnd.current, behavior: 'instant' });
    }
    lastFirstId.current = firstId;
  }, [scroller, firstId]);
}
