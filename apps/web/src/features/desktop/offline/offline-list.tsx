import { Button } from '@geko/ui/button';
import { cn } from '@geko/ui/cn';
import { Plus } from 'lucide-react';
import { useMessages } from '../../../messages/use-messages.tsx';
import type { KeptConversation } from './kept-conversations.ts';

type Props = {
  conversations: readonly KeptConversation[];
  openId: string;
  onOpen: (conversationId: string) => void;
  onNew: () => void;
};

/** What waits on this machine: beside the chat, and above it on a narrow screen. */
export function OfflineList({ conversations, openId, onOpen, onNew }: Props) {
  const words = useMessages('offline');
  return (
    <nav
      aria-label={words.conversations}
      className="flex max-h-36 shrink-0 flex-col gap-1 overflow-y-auto border-b border-line bg-sunken p-2 md:max-h-none md:w-64 md:border-e md:border-b-0"
    >
      <Button variant="secondary" size="sm" className="justify-start" onClick={onNew}>
        <Plus aria-hidden />
        {words.newChat}
      </Button>
      <ul className="flex flex-col gap-0.5">
        {conversations.map(({ id, title }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === openId ? 'page' : undefined}
              onClick={() => onOpen(id)}
              className={cn(
                'h-8 w-full truncate rounded-md px-2.5 text-start text-sm text-muted pointer-coarse:h-10',
                'hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg',
              )}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
