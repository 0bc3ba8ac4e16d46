'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { Licence } from '@geko/contracts/licences';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import type { Device } from './licence-devices.tsx';

/** Asks, and then takes a device's seat. */
export function ReleaseDevice({
  licence,
  device,
  onClose,
}: {
  licence: Licence;
  device: Device;
  onClose: () => void;
}) {
  const { releasing } = useMessages('licences');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const workspaceId = workspace.id;
  const words = { device: device.name };
  const release = trpc.licences.releaseDevice.useMutation({
    onSuccess: () => void notify({ tone: 'success', title: fill(releasing.done, words) }),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: fill(releasing.failed, words),
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: async () => {
      await utils.licences.list.invalidate({ workspaceId });
      onClose();
    },
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      title={fill(releasing.title, words)}
      description={releasing.body}
      confirmLabel={releasing.confirm}
      cancelLabel={common.cancel}
      isConfirming={release.isPending}
      onConfirm={() => release.mutate({ workspaceId, id: licence.id, device: device.id })}
    />
  );
}
