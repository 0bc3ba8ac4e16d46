'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { ProviderKey } from '@geko/contracts/provider-keys';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { Closing } from './opened.ts';
import { useKeyChange } from './use-key-change.ts';

/** Asks before a key's running calls are broken off. */
export function DisableKey({
  disabled: { id, alias },
  onClose,
  returnFocus,
}: Closing & { disabled: ProviderKey }) {
  const { disabling, statusSet } = useMessages('providerKeys');
  const common = useMessages('common');
  const { done, failed } = useKeyChange();
  const named = { key: alias };
  const { mutate, isPending } = trpc.providerKeys.update.useMutation({
    onSuccess: async () => await done(fill(statusSet.disabled, named)),
    onError: failed,
    onSettled: onClose,
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      onCloseAutoFocus={returnFocus}
      title={fill(disabling.title, named)}
      description={disabling.body}
      confirmLabel={disabling.confirm}
      cancelLabel={common.cancel}
      isConfirming={isPending}
      onConfirm={() => mutate({ id, status: 'disabled' })}
    />
  );
}
