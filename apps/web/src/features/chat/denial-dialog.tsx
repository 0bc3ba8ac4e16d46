'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { useRef, type RefObject } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { machineModelId } from '../desktop/machine-model-id.ts';
import { useMachine } from '../desktop/use-machine.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useUpgrade } from '../plans/upgrade.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { DenialLimits } from './denial-limits.tsx';
import { DenialWays } from './denial-ways.tsx';
import { denialView } from './denial-view.ts';
import type { Denial } from './denial.ts';

export type DenialDialogProps = {
  denial: Denial;
  /** Something was sent and refused; else it is only foreseen. */
  isSent: boolean;
  onSwitchModel: (modelId: string) => void;
  onRetry: () => void;
  onClose: () => void;
  /** Where the keyboard goes when it closes: what opened it may be gone by then. */
  returnTo?: RefObject<HTMLElement | null> | undefined;
};

/** Why a message is not let through: one sentence, the ways on, and every limit that was looked at. */
export default function DenialDialog({
  denial,
  isSent,
  onSwitchModel,
  onRetry,
  onClose,
  returnTo,
}: DenialDialogProps) {
  const chat = useMessages('chat');
  const usage = useMessages('usage');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace, can } = useWorkspace();
  const machine = useMachine();
  const [local] = machine.models;
  const upgrade = useUpgrade();
  const content = useRef<HTMLDivElement | null>(null);
  const view = denialView(
    denial,
    { chat, usage, common },
    {
      format,
      isSent,
      canUpgrade: can('billing:manage'),
      machine: machine.isAllowed
        ? {
            model:
              local === undefined ? null : { modelId: machineModelId(local.id), name: local.name },
            url: `/w/${workspace.id}/local`,
          }
        : null,
    },
  );
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        ref={content}
        size="lg"
        tabIndex={-1}
        title={view.title}
        description={view.sentence}
        closeLabel={common.close}
        // Not on a button: whoever sends with Enter and presses it twice must not choose one unseen.
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
        onCloseAutoFocus={(event) => {
          if (returnTo?.current == null) return;
          event.preventDefault();
          returnTo.current.focus({ preventScroll: true });
        }}
      >
        <div className="flex flex-col gap-5">
          <DenialWays
            ways={view.ways}
            onSwitchModel={onSwitchModel}
            onRetry={onRetry}
            onUpgrade={() => {
              onClose();
              upgrade({ modelName: null, returnTo: returnTo?.current ?? null });
            }}
          />
          {view.rows.length === 0 ? null : <DenialLimits rows={view.rows} />}
        </div>
      </DialogContent>
    </Dialog>
  );
}
