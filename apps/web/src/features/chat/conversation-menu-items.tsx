'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { Pencil, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { ConversationMenuButton, type ConversationMenuProps } from './conversation-menu.tsx';

/** What can be done with a conversation; opens as soon as it is here. */
export default function ConversationMenuItems({
  title,
  onRename,
  onRemove,
}: ConversationMenuProps) {
  const { list } = useMessages('chat');
  const isRenaming = useRef(false);
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <ConversationMenuButton title={title} />
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="start"
        // The text field takes the focus, not the button that is going away.
        onCloseAutoFocus={(event) => {
          if (!isRenaming.current) return;
          event.preventDefault();
          onRename();
        }}
      >
        <DropdownMenuItem
          icon={<Pencil aria-hidden />}
          shortcut="F2"
          onSelect={() => (isRenaming.current = true)}
        >
          {list.rename}
        </DropdownMenuItem>
        <DropdownMenuItem icon={<Trash2 aria-hidden />} tone="danger" onSelect={onRemove}>
          {list.remove}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
