'use client';
import { IconButton } from '@geko/ui/icon-button';
import { Textarea } from '@geko/ui/textarea';
import { cn } from '@geko/ui/cn';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/message-size';
import { ArrowUp, Square } from 'lucide-react';
import {
  useId,
  useSyncExternalStore,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { preloadMarkdown } from './answer-text.tsx';
import { preloadLiveChat } from './chat-session.ts';
import { useChatSessions } from './chat-sessions.tsx';

type Props = {
  draftKey: string;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  isBusy: boolean;
  isStopping: boolean;
  /** Why this person cannot write here; null = they can. */
  readOnlyReason: string | null;
  /** There is a model to send to. */
  isReady: boolean;
  /** False = it cannot be sent now: the text stays. */
  onSend: (text: string) => boolean;
  onStop: () => void;
  /** Stands beside the send button: the model picker. */
  children: ReactNode;
};

/** Where a message is written. The text is kept until it is sent, also over a reload. */
export function Composer({
  draftKey,
  inputRef,
  isBusy,
  isStopping,
  readOnlyReason,
  isReady,
  onSend,
  onStop,
  children,
}: Props) {
  const { composer } = useMessages('chat');
  const format = useFormat();
  const { drafts } = useChatSessions();
  const text = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.get(draftKey),
    () => '',
  );
  const noteId = useId();
  const over = text.trim().length - MAX_MESSAGE_CHARS;
  const note =
    over > 0
      ? fill(composer.tooLong, { over: format.count(over), max: format.count(MAX_MESSAGE_CHARS) })
      : readOnlyReason;
  const canSend = isReady && !isBusy && note === null && text.trim() !== '';

  const send = (): void => {
    if (canSend && onSend(text.trim())) drafts.set(draftKey, '');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that picks a word of an input method must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.nativeEvent.isComposing)
      return;
    event.preventDefault();
    send();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className={cn(
        'rounded-2xl border border-line-strong/60 bg-surface shadow-sm transition-[border-color] duration-100 dark:bg-raised',
        'focus-within:border-focus has-[textarea:focus-visible]:outline-1 has-[textarea:focus-visible]:outline-focus',
      )}
    >
      <Textarea
        ref={inputRef}
        isAutoGrow
        isBare
        rows={1}
        maxRows={10}
        value={text}
        disabled={readOnlyReason !== null}
        aria-label={composer.label}
        aria-describedby={note === null ? undefined : noteId}
        aria-invalid={over > 0 || undefined}
        placeholder={composer.placeholder}
        title={composer.hint}
        onChange={(event) => {
          preloadMarkdown();
          preloadLiveChat();
          drafts.set(draftKey, event.target.value);
        }}
        onKeyDown={onKeyDown}
        className="block overflow-y-auto px-4 pt-3.5 pb-1 [scrollbar-width:thin]"
      />
      {note === null ? null : (
        <p
          id={noteId}
          role={over > 0 ? 'alert' : undefined}
          className={cn('px-4 pb-1 text-xs', over > 0 ? 'text-danger-text' : 'text-muted')}
        >
          {note}
        </p>
      )}
      <div className="flex items-center gap-2 p-2">
        <div className="min-w-0 flex-1">{children}</div>
        {isBusy ? (
          <IconButton
            variant="secondary"
            className="rounded-full"
            label={isStopping ? composer.stopping : composer.stop}
            title={composer.stop}
            isLoading={isStopping}
            onClick={onStop}
          >
            <Square aria-hidden className="size-3! fill-current" />
          </IconButton>
        ) : (
          <IconButton
            type="submit"
            variant="primary"
            className="rounded-full"
            label={composer.send}
            disabled={!canSend}
          >
            <ArrowUp aria-hidden />
          </IconButton>
        )}
      </div>
    </form>
  );
}
