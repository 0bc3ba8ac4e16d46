'use client';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { IconButton } from '@geko/ui/icon-button';
import { Skeleton } from '@geko/ui/skeleton';
import type { ModelFallbacks } from '@geko/contracts/provider-keys';
import { Pencil, Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';

const FallbacksDialog = lazy(async () => ({
  default: (await import('./fallbacks-dialog.tsx')).FallbacksDialog,
}));

type Model = ModelFallbacks['models'][number];

/** Which models answer in the place of which, where no key of theirs can be used. */
export function FallbacksCard() {
  const { fallbacks: texts } = useMessages('providerKeys');
  const common = useMessages('common');
  const opener = useRef<HTMLElement>(null);
  // null = for a model that is still to be chosen.
  const [opened, setOpened] = useState<{ model: Model | null } | null>(null);
  const { data, error, isError, refetch } = trpc.providerKeys.fallbacks.useQuery();
  const open = (model: Model | null, from: HTMLElement): void => {
    opener.current = from;
    setOpened({ model });
  };
  const models = data?.models ?? [];
  const names = new Map(models.map(({ id, name }) => [id, name]));
  const rows = models.filter(({ fallbackIds }) => fallbackIds.length > 0);
  return (
    <Card>
      <CardHeader className="max-sm:grid-cols-1">
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
        <CardActions className="max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
          <Button
            size="sm"
            variant="secondary"
            aria-haspopup="dialog"
            disabled={data === undefined}
            onClick={(event) => open(null, event.currentTarget)}
          >
            <Plus aria-hidden />
            {texts.add}
          </Button>
        </CardActions>
      </CardHeader>
      {data === undefined ? (
        isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label={common.loading} className="px-4 pb-4 sm:px-5">
            <Skeleton className="h-12" />
          </div>
        )
      ) : rows.length === 0 ? (
        <p className="border-t border-line px-4 py-4 text-sm text-subtle sm:px-5">{texts.none}</p>
      ) : (
        <ul aria-label={texts.title}>
          {rows.map((model) => (
            <li
              key={model.id}
              className="flex items-start gap-3 border-t border-line px-4 py-3 text-sm sm:px-5"
            >
              <div className="min-w-0 flex-1">
                <p className="font-medium wrap-anywhere">{model.name}</p>
                <ol className="mt-0.5 list-decimal ps-5 text-muted">
                  {model.fallbackIds.map((id) => (
                    <li key={id} className="wrap-anywhere">
                      {names.get(id) ?? id}
                    </li>
                  ))}
                </ol>
              </div>
              <IconButton
                size="sm"
                className="-me-2"
                aria-haspopup="dialog"
                label={fill(texts.edit, { model: model.name })}
                onClick={(event) => open(model, event.currentTarget)}
              >
                <Pencil aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Suspense>
        {opened === null ? null : (
          <FallbacksDialog
            model={opened.model}
            models={models}
            returnTo={opener}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </Card>
  );
}
