'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { Markups } from '@geko/contracts/prices';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { MarkupList } from './markup-list.tsx';
import { useSetMarkup } from './use-set-markup.ts';

const ModelMarkupDialog = lazy(async () => ({
  default: (await import('./model-markup-dialog.tsx')).ModelMarkupDialog,
}));

/** Special prices: markups on one model in one workspace. */
export function ModelMarkups({ markups }: { markups: Markups }) {
  const { markups: words } = useMessages('admin');
  const [isOpen, setOpen] = useState(false);
  const remove = useSetMarkup();
  const rows = markups.workspaceModels;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.models}</CardTitle>
        <CardDescription>{words.modelsLead}</CardDescription>
      </CardHeader>
      <CardBody>
        <Button variant="secondary" size="sm" onClick={() => setOpen(true)}>
          <Plus aria-hidden />
          {words.addModel}
        </Button>
        {rows.length === 0 ? <p className="mt-3 text-sm text-subtle">{words.noModels}</p> : null}
      </CardBody>
      {rows.length === 0 ? null : (
        <MarkupList
          label={words.models}
          rows={rows.map(({ workspaceId, workspaceName, modelId, bps }) => ({
            id: `${workspaceId}/${modelId}`,
            what: workspaceName,
            more: markups.models.find(({ id }) => id === modelId)?.name ?? modelId,
            bps,
          }))}
          isBusy={remove.isPending}
          onRemove={({ id }) => {
            const found = rows.find((one) => `${one.workspaceId}/${one.modelId}` === id);
            if (found === undefined) return;
            const { workspaceId, modelId } = found;
            remove.mutate({ of: 'workspace_model', workspaceId, modelId, bps: null });
          }}
        />
      )}
      {isOpen ? (
        <Suspense>
          <ModelMarkupDialog models={markups.models} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </Card>
  );
}
