'use client';
import { Button } from '@geko/ui/button';
import { Combobox } from '@geko/ui/combobox';
import { ComboboxTrigger } from '@geko/ui/combobox-trigger';
import { Field } from '@geko/ui/field';
import type { Markups } from '@geko/contracts/prices';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { MarkupDialog } from './markup-dialog.tsx';
import { useSetMarkup } from './use-set-markup.ts';

type Named = { id: string; name: string };

/** A special price of one model for one workspace. */
export function ModelMarkupDialog({
  models,
  onClose,
}: {
  models: Markups['models'];
  onClose: () => void;
}) {
  const { markups: words, workspace: workspaceLabel } = useMessages('admin');
  const common = useMessages('common');
  const [workspace, setWorkspace] = useState<Named | null>(null);
  const [model, setModel] = useState<Named | null>(null);
  const set = useSetMarkup(onClose);
  const workspaces = trpc.admin.workspaces.useInfiniteQuery(
    { limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const workspaceName = workspace?.name ?? words.chooseWorkspace;
  const modelName = model?.name ?? words.chooseModel;
  return (
    <MarkupDialog
      title={words.modelTitle}
      isComplete={workspace !== null && model !== null}
      isSaving={set.isPending}
      error={set.error}
      onSave={(bps) => {
        if (workspace === null || model === null) return;
        set.mutate({
          of: 'workspace_model',
          workspaceId: workspace.id,
          modelId: model.id,
          bps,
        });
      }}
      onClose={onClose}
    >
      <Field label={workspaceLabel}>
        <Combobox<Named>
          trigger={
            <ComboboxTrigger aria-label={`${workspaceLabel}: ${workspaceName}`}>
              {workspaceName}
            </ComboboxTrigger>
          }
          groups={[
            {
              id: 'workspaces',
              label: workspaceLabel,
              items: (workspaces.data?.pages ?? []).flatMap(({ items }) =>
                items.map(({ workspaceId: id, workspaceName: name, tenantName }) => ({
                  id,
                  value: { id, name },
                  label: name,
                  keywords: tenantName,
                })),
              ),
            },
          ]}
          value={workspace?.id ?? ''}
          labels={{
            search: words.searchWorkspaces,
            list: workspaceLabel,
            empty: words.noWorkspace,
          }}
          footer={
            workspaces.hasNextPage ? (
              <Button
                variant="ghost"
                size="sm"
                isLoading={workspaces.isFetchingNextPage}
                onClick={() => void workspaces.fetchNextPage()}
              >
                {common.loadMore}
              </Button>
            ) : undefined
          }
          onSelect={({ value }) => setWorkspace(value)}
          renderItem={({ label }) => <span className="truncate">{label}</span>}
        />
      </Field>
      <Field label={words.model}>
        <Combobox<Named>
          trigger={
            <ComboboxTrigger aria-label={`${words.model}: ${modelName}`}>
              {modelName}
            </ComboboxTrigger>
          }
          groups={[
            {
              id: 'models',
              label: words.model,
              items: models.map(({ id, name, provider }) => ({
                id,
                value: { id, name },
                label: name,
                keywords: `${id} ${common.providerNames[provider]}`,
              })),
            },
          ]}
          value={model?.id ?? ''}
          labels={{ search: words.searchModels, list: words.model, empty: words.noModel }}
          onSelect={({ value }) => setModel(value)}
          renderItem={({ label }) => <span className="truncate">{label}</span>}
        />
      </Field>
    </MarkupDialog>
  );
}
