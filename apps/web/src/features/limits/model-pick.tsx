'use client';
import { Skeleton } from '@geko/ui/skeleton';
import type { Model } from '@geko/contracts/models';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { modelOptions } from '../models/model-options.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PickField } from './pick-field.tsx';

/** Chooses a model of any kind, whether or not it may be used now: a limit can be there before the plan is. */
export function ModelPick({
  value,
  onChange,
  error,
}: {
  value: string | null;
  onChange: (modelId: string) => void;
  error: string | undefined;
}) {
  const { dialog } = useMessages('limits');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const models = trpc.models.list.useQuery({ workspaceId: workspace.id });
  if (models.data === undefined) {
    return models.isError ? (
      <QueryError error={models.error} onRetry={() => void models.refetch()} />
    ) : (
      <Skeleton className="h-56 rounded-lg" />
    );
  }
  return (
    <PickField<Model>
      label={dialog.model}
      placeholder={dialog.chooseModel}
      groups={modelOptions(models.data.models, common)}
      value={value}
      onChange={onChange}
      error={error}
      labels={{ search: dialog.searchModels, list: dialog.model, empty: dialog.noModel }}
    />
  );
}
