'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { ApiKey } from '@geko/contracts/api-keys';
import { Ban, Ellipsis, Gauge, Pencil } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

export type KeyAction = 'edit' | 'limit' | 'revoke';

/** What can be done with a key; one that was revoked is done with. */
export function KeyMenu({
  apiKey: { name, userId, status },
  onOpen,
}: {
  apiKey: ApiKey;
  onOpen: (action: KeyAction) => void;
}) {
  const texts = useMessages('apiKeys');
  const { me, can } = useWorkspace();
  if (status === 'revoked') return null;
  const mayLimit = status === 'active' && can('budget:manage');
  const isMine = userId === me.id;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton size="sm" label={fill(texts.more, { key: name })} className="-me-2">
          <Ellipsis aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {isMine ? (
          <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={() => onOpen('edit')}>
            {texts.edit}
          </DropdownMenuItem>
        ) : null}
        {mayLimit ? (
          <DropdownMenuItem icon={<Gauge aria-hidden />} onSelect={() => onOpen('limit')}>
            {texts.setLimit}
          </DropdownMenuItem>
        ) : null}
        {isMine || mayLimit ? <DropdownMenuSeparator /> : null}
        <DropdownMenuItem
          tone="danger"
          icon={<Ban aria-hidden />}
          onSelect={() => onOpen('revoke')}
        >
          {texts.revoke}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
