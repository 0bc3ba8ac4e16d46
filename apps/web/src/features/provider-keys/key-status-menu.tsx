'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import type { ProviderKey, ProviderKeyStatus } from '@geko/contracts/provider-keys';
import { useRef } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { KeyStatusTrigger } from './key-status-button.tsx';
import type { Open } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

const statuses = ['active', 'draining', 'disabled'] as const satisfies readonly ProviderKeyStatus[];

/** The menu of a key's status, open as soon as it is there, in which each says what it does; before calls are broken off, it is asked for. */
export function KeyStatusMenu({
  providerKey: key,
  onOpen,
}: {
  providerKey: ProviderKey;
  onOpen: Open;
}) {
  const texts = useMessages('providerKeys');
  const self = useRef<HTMLButtonElement>(null);
  const { done, failed } = useKeyChange();
  const { alias, status } = key;
  const { mutate, isPending } = trpc.providerKeys.update.useMutation({
    onSuccess: async (_, { status: next = status }) =>
      await done(fill(texts.statusSet[next], { key: alias })),
    onError: failed,
  });
  const choose = (chosen: string): void => {
    const next = statuses.find((one) => one === chosen) ?? status;
    if (next === status) return;
    if (next === 'disabled') onOpen({ kind: 'disable', key }, self.current);
    else mutate({ id: key.id, status: next });
  };
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <KeyStatusTrigger ref={self} providerKey={key} isLoading={isPending} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-w-[min(20rem,calc(100vw-1rem))]">
        <DropdownMenuRadioGroup value={status} onValueChange={choose}>
          {statuses.map((one) => (
            <DropdownMenuRadioItem key={one} value={one} className="items-start">
              <span>
                <span className="block font-medium">{texts.statuses[one]}</span>
                <span className="block text-xs leading-4 text-muted">{texts.statusHints[one]}</span>
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
