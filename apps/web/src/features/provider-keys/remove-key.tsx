'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { Closing } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

/** Asks, and then takes a key out of the pool. */
export function RemoveKey({
  removed: key,
  onClose,
  returnFocus,
}: Closing & { removed: ProviderKey }) {
  const { removal } = useMessages('providerKeys');
  const common = useMessages('common');
  const { done, failed } = useKeyChange();
  const named = { key: key.alias };
  const { mutate, isPending } = trpc.providerKeys.remove.useMutation({
    onSuccess: async () => await done(fill(removal.done, named)),
    onError: failed,
    onSettled: onClose,
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      onCloseAutoFocus={returnFocus}
      title={fill(removal.title, named)}
      description={comesBack(key) ? `${removal.body} ${removal.settled}` : removal.body}
      confirmLabel={removal.confirm}
      cancelLabel={common.cancel}
      isConfirming={isPending}
      onConfirm={() => mutate({ id: key.id })}
    />
  );
}

/** Keys that the environment names are called "openai-1" and so on, whatever their secret has become since. */
function comesBack({ alias, provider, secret }: ProviderKey): boolean {
  return secret?.driver === 'env' || new RegExp(`^${provider}-\\d+$`, 'u').test(alias);
}
