'use client';
import type { Model } from '@geko/contracts/models';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** Switches a model on or off: at once on the screen, taken back when the server refuses, with Undo in the toast. */
export function useSetEnabled(workspaceId: string): (model: Model, isEnabled: boolean) => void {
  const models = useMessages('models');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const patch = (modelId: string, isEnabled: boolean): void =>
    utils.models.list.setData(
      { workspaceId },
      (list) =>
        list && {
          ...list,
          models: list.models.map((one) => (one.id === modelId ? { ...one, isEnabled } : one)),
        },
    );
  const { mutate } = trpc.models.setEnabled.useMutation({
    onMutate: async ({ modelId, isEnabled }) => {
      await utils.models.list.cancel({ workspaceId });
      patch(modelId, isEnabled);
    },
    onError: (error, { modelId, isEnabled }) => {
      patch(modelId, !isEnabled);
      void notify({
        tone: 'danger',
        title: models.toggleFailed,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
    // What may be used follows from the switch, and only the server knows how.
    onSettled: () => utils.models.list.invalidate({ workspaceId }),
  });

  const set = (model: Model, isEnabled: boolean, isUndo: boolean): void =>
    mutate(
      { workspaceId, modelId: model.id, isEnabled },
      {
        onSuccess: () => {
          if (isUndo) return;
          void notify({
            tone: 'success',
            title: fill(isEnabled ? models.switchedOn : models.switchedOff, { model: model.name }),
            action: { label: common.undo, onAction: () => set(model, !isEnabled, true) },
          });
        },
      },
    );
  return (model, isEnabled) => set(model, isEnabled, false);
}
