'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { PlainText } from './answer-text.tsx';

/** What the model thought before it answered; folded, and drawn only when open. */
export function Reasoning({ text, isThinking }: { text: string; isThinking: boolean }) {
  const { thinking, thought } = useMessages('chat');
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="group mb-2 text-sm text-muted"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex min-h-8 w-fit cursor-pointer list-none items-center gap-1.5 rounded-md pe-2 hover:text-fg pointer-coarse:min-h-10">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        <span className={isThinking ? 'animate-shimmer' : undefined}>
          {isThinking ? `${thinking}…` : thought}
        </span>
      </summary>
      {isOpen ? (
        <div className="ms-2 max-h-96 overflow-y-auto border-s-2 border-line ps-4" tabIndex={0}>
          <PlainText text={text} />
        </div>
      ) : null}
    </details>
  );
}
