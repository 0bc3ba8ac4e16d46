'use client';
import { useState } from 'react';
import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { LocalModel } from '@geko/contracts/local-models';
import type { Model } from '@geko/contracts/models';
import { machineModelId, machineModelUsed } from '../desktop/machine-model-id.ts';
import { useMachine } from '../desktop/use-machine.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { chooseModel, type ModelChoice } from './choose-model.ts';

type Choosing = {
  models: readonly Model[];
  hasAuto: boolean;
  chosen: ModelChoice | null;
  choose: (modelId: string) => void;
  /** Those of this machine. */
  machineModels: readonly LocalModel[];
  /** The list is here, and nothing in it can be used. */
  hasNone: boolean;
  isLoading: boolean;
};

const keyOf = (workspaceId: string): string => `geko:model:${workspaceId}`;

function remembered(workspaceId: string): string | null {
  try {
    return typeof window === 'undefined' ? null : window.localStorage.getItem(keyOf(workspaceId));
  } catch {
    return null;
  }
}

function remember(workspaceId: string, modelId: string): void {
  try {
    window.localStorage.setItem(keyOf(workspaceId), modelId);
  } catch {
    // Storage forbidden: the choice holds for this page.
  }
}

/** The model of the next message: picked here, else of this conversation, else of this workspace. */
export function useModelChoice(workspaceId: string, lastModelId: string | null): Choosing {
  const { models: texts } = useMessages('chat');
  const [pickedId, setPickedId] = useState<string | null>(null);
  const { data } = trpc.models.list.useQuery({ workspaceId });
  const models = data?.models ?? [];
  const hasAuto = data?.hasAuto ?? false;
  const { models: machineModels } = useMachine();
  const others = [
    ...(hasAuto ? [{ id: AUTO_MODEL_ID, name: texts.auto }] : []),
    ...machineModels.map(({ id, name }) => ({ id: machineModelId(id), name })),
  ];
  // Read only once the models are here: by then the page is no longer being hydrated.
  const chosen =
    data === undefined
      ? null
      : chooseModel(
          models,
          [
            pickedId,
            machineModelUsed(machineModels, lastModelId),
            lastModelId,
            remembered(workspaceId),
            data.defaultModelId,
          ],
          others,
        );
  return {
    models,
    hasAuto,
    chosen,
    machineModels,
    choose: (modelId) => {
      setPickedId(modelId);
      remember(workspaceId, modelId);
    },
    hasNone: data !== undefined && chosen === null,
    isLoading: data === undefined,
  };
}
