'use client';
import { Switch } from '@geko/ui/switch';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import { useRef } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { Open } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

/** Switches a provider on; before it is switched off, it is asked for. */
export function ProviderSwitch({
  provider,
  isEnabled,
  onOpen,
}: {
  provider: KeyedProviderId;
  isEnabled: boolean;
  onOpen: Open;
}) {
  const { provider: words } = useMessages('providerKeys');
  const { providerNames } = useMessages('common');
  const self = useRef<HTMLButtonElement>(null);
  const { done, failed } = useKeyChange();
  const named = { provider: providerNames[provider] };
  const { mutate, isPending } = trpc.providerKeys.setProviderEnabled.useMutation({
    onSuccess: async () => await done(fill(words.switchedOn, named)),
    onError: failed,
  });
  return (
    <Switch
      ref={self}
      aria-label={fill(words.toggle, named)}
      checked={isEnabled}
      disabled={isPending}
      onCheckedChange={(isOn) =>
        isOn
          ? mutate({ provider, isEnabled: true })
          : onOpen({ kind: 'switch_off', provider }, self.current)
      }
    />
  );
}
