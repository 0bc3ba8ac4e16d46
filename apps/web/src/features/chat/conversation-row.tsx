'use client';
import { cn } from '@geko/ui/cn';
import Link from 'next/link';
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { Conversation } from '@geko/contracts/chat';
import { useMessages } from '../../messages/use-messages.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import type { ConversationActions } from './use-conversation-actions.ts';

type Props = {
  conversation: Conversation;
  href: string;
  isActive: boolean;
  actions: ConversationActions;
};

/** A conversation in the list: opens it; F2 renames it, Delete deletes it, up and down go to its neighbours. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  href,
  isActive,
  actions,
}: Props) {
  const { untitled } = useMessages('chat');
  const [isRenaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement | null>(null);
  const title = conversation.title === '' ? untitled : conversation.title;
  if (isRenaming) {
    return (
      <RenameInput
        title={conversation.title}
        onDone={(next) => {
          setRenaming(false);
          if (next !== null) actions.rename(conversation, next);
          requestAnimationFrame(() => link.current?.focus());
        }}
      />
    );
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'F2') setRenaming(true);
    else if (event.key === 'Delete') actions.remove(conversation);
    else if (event.key === 'ArrowDown') moveFocus(event.currentTarget, 1);
    else if (event.key === 'ArrowUp') moveFocus(event.currentTarget, -1);
    else return;
    event.preventDefault();
  };
  return (
    <div className="group relative h-full py-px">
      <Link
        ref={link}
        href={href}
        prefetch={false}
        aria-current={isActive ? 'page' : undefined}
        onKeyDown={onKeyDown}
        title={title}
        className={cn(
          'flex h-full items-center rounded-md px-2.5 text-sm text-muted transition-colors duration-100 hover:bg-hover hover:text-fg',
          'group-focus-within:pe-9 group-hover:pe-9 pointer-coarse:pe-10',
          'aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg focus-visible:-outline-offset-2',
        )}
      >
        <span className="truncate">{title}</span>
      </Link>
      <ConversationMenu
        title={title}
        onRename={() => setRenaming(true)}
        onRemove={() => actions.remove(conversation)}
      />
    </div>
  );
});

/** Up and down go from one conversation to the next; the list scrolls along and draws more. */
function moveFocus(from: HTMLElement, step: 1 | -1): void {
  const links = [...(from.closest('ul')?.querySelectorAll<HTMLElement>('a[href]') ?? [])].toSorted(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  links[links.indexOf(from) + step]?.focus();
}

/** The title as a text field: Enter and leaving keep it, Escape does not. */
function RenameInput({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const { list } = useMessages('chat');
  const [text, setText] = useState(title);
  const isDone = useRef(false);
  const finish = (next: string | null): void => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next);
  };
  return (
    <input
      aria-label={list.renameLabel}
      value={text}
      maxLength={200}
      ref={(element) => element?.focus()}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text.trim())}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(text.trim());
        else if (event.key === 'Escape') finish(null);
        event.stopPropagation();
      }}
      className="my-px h-[calc(100%-2px)] w-full rounded-md border border-focus bg-surface px-2 text-sm text-fg outline-none pointer-coarse:text-base dark:bg-sunken"
    />
  );
}
