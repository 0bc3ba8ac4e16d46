'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { AlarmClock, KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { KeyMenuTrigger } from './key-menu-button.tsx';
import type { KeyAction, Open } from './opened.ts';
import { useWake } from './use-wake.ts';

/** What can be done with a key; open as soon as it is there. */
export function KeyMenu({
  providerKey: key,
  isProviderBroken,
  onOpen,
}: {
  providerKey: ProviderKey;
  isProviderBroken: boolean;
  onOpen: Open;
}) {
  const texts = useMessages('providerKeys');
  const self = useRef<HTMLButtonElement>(null);
  const { wake, isWaking } = useWake(key.alias);
  const { rest, breaker } = key.health;
  const isAsleep = rest !== null || breaker !== 'closed' || isProviderBroken;
  const open = (kind: KeyAction) => () => onOpen({ kind, key }, self.current);
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <KeyMenuTrigger ref={self} alias={key.alias} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={open('edit')}>
          {texts.edit}
        </DropdownMenuItem>
        <DropdownMenuItem icon={<KeyRound aria-hidden />} onSelect={open('secret')}>
          {texts.replace}
        </DropdownMenuItem>
        <DropdownMenuItem
          icon={<AlarmClock aria-hidden />}
          disabled={!isAsleep || isWaking}
          onSelect={() => wake(key.id)}
        >
          {texts.wake}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem tone="danger" icon={<Trash2 aria-hidden />} onSelect={open('remove')}>
          {texts.remove}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
