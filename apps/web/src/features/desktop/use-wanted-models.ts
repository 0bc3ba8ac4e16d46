'use client';
import { useEffect } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { askDesktop } from './desktop.ts';
import { useMachineModels } from './machine-models.ts';
import { useMachine } from './use-machine.ts';

/** Asked for once while the page is open: whoever cancels an install is not asked again at once. */
const asked = new Set<string>();

/** Installs what the workspace wants on every desktop, where this machine is enough for it. */
export function useWantedModels(): void {
  const { workspace } = useWorkspace();
  const { isAllowed } = useMachine();
  const { data } = trpc.devices.settings.useQuery({ workspaceId: workspace.id });
  const { models } = useMachineModels({ isWanted: true });
  useEffect(() => {
    if (!isAllowed || data === undefined || models === null) return;
    for (const { id, isWanted } of data.offers) {
      const model = models.find((one) => one.id === id);
      const isMissing = model?.status.state === 'absent' && model.fit.isFitting;
      if (!isWanted || !isMissing || asked.has(id)) continue;
      asked.add(id);
      askDesktop('installModel', { id }).catch(() => asked.delete(id));
    }
  }, [isAllowed, data, models]);
}
