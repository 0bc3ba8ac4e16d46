'use client';
import { cn } from '@geko/ui/cn';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

export type ConversationMenuProps = { title: string; onRename: () => void; onRemove: () => void };

const load = () => import('./conversation-menu-items.tsx');
const OpenMenu = lazy(load);

/** The "…" of a conversation. The menu behind it comes when it is first asked for: the list has many rows. */
export function ConversationMenu(props: ConversationMenuProps) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <ConversationMenuButton
      title={props.title}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu {...props} />
    </Suspense>
  );
}

export function ConversationMenuButton({
  title,
  ...props
}: { title: string } & ComponentProps<'button'>) {
  const { list } = useMessages('chat');
  return (
    <button
      type="button"
      aria-label={fill(list.menu, { title })}
      className={cn(
        'absolute end-1 top-1/2 flex size-7 -translate-y-1/2 items-center justify-center rounded-md text-subtle hover:bg-active hover:text-fg pointer-coarse:size-9',
        'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100',
      )}
      {...props}
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  );
}
