'use client';
import type { LocalModel } from '@geko/contracts/local-models';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { useHasDesktop } from './desktop.ts';
import { useMachineModels } from './machine-models.ts';

/** What this machine can answer in the open workspace. */
export type Machine = {
  /** This is the desktop app, and the workspace and the person's role allow local models. */
  isAllowed: boolean;
  /** Those that are installed; none where they are not allowed. */
  models: readonly LocalModel[];
};

const NONE: readonly LocalModel[] = [];

/** The models of this machine that a message of the open workspace can go to. */
export function useMachine(): Machine {
  const { workspace, can } = useWorkspace();
  const isMine = useHasDesktop() && can('model:use:local') && can('chat:create');
  const { data } = trpc.devices.settings.useQuery(
    { workspaceId: workspace.id },
    { enabled: isMine },
  );
  const isAllowed = isMine && data?.isAllowed === true;
  const { models } = useMachineModels({ isWanted: isMine });
  if (!isAllowed || models === null) return { isAllowed, models: NONE };
  return { isAllowed, models: models.filter(({ status }) => status.state === 'ready') };
}
