'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { AdminLicence } from '@geko/contracts/licences';
import { useMutation } from '@tanstack/react-query';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { licenceName } from './licence-facts.tsx';
import type { ToldKey } from './key-told.tsx';
import type { LicenceChange } from './licence-menu.tsx';

/** Asks, and then suspends, resumes or revokes a licence, or gives it another key, which goes to `onTold` and nowhere else. */
export function ChangeLicence({
  licence,
  change,
  onTold,
  onClose,
}: {
  licence: AdminLicence;
  change: LicenceChange;
  onTold: (key: ToldKey) => void;
  onClose: () => void;
}) {
  const texts = useMessages('licences');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const words = { licence: licenceName(licence, texts) };
  const said = texts.admin.changes[change];
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const ref = { workspaceId: licence.workspaceId, id: licence.id };
      const { client } = utils;
      if (change !== 'renew') return void (await client.licences[change].mutate(ref));
      const { key, isMailed } = await client.licences.renew.mutate(ref);
      onTold({ key, isMailed, email: licence.holderEmail });
    },
    onSuccess: () => void notify({ tone: 'success', title: fill(said.done, words) }),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: fill(texts.admin.failed, words),
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: async (_, error) => {
      await utils.licences.all.invalidate();
      if (change !== 'renew' || error !== null) onClose();
    },
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      {...((change === 'resume' || change === 'renew') && { tone: 'primary' as const })}
      title={fill(said.title, words)}
      description={said.body}
      confirmLabel={said.confirm}
      cancelLabel={common.cancel}
      isConfirming={isPending}
      onConfirm={() => mutate()}
    />
  );
}
