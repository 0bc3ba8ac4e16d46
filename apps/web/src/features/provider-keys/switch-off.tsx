'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { Closing } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

/** Asks before a provider's models become unavailable. */
export function SwitchOff({
  provider,
  onClose,
  returnFocus,
}: Closing & { provider: KeyedProviderId }) {
  const { provider: words } = useMessages('providerKeys');
  const common = useMessages('common');
  const { done, failed } = useKeyChange();
  const named = { provider: common.providerNames[provider] };
  const { mutate, isPending } = trpc.providerKeys.setProviderEnabled.useMutation({
    onSuccess: async () => await done(fill(words.switchedOff, named)),
    onError: failed,
    onSettled: onClose,
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      onCloseAutoFocus={returnFocus}
      title={fill(words.offTitle, named)}
      description={words.offBody}
      confirmLabel={words.off}
      cancelLabel={common.cancel}
      isConfirming={isPending}
      onConfirm={() => mutate({ provider, isEnabled: false })}
    />
  );
}
