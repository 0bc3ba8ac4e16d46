'use client';
import { Checkbox } from '@geko/ui/checkbox';
import { FormError } from '@geko/ui/form-error';
import { Input } from '@geko/ui/input';
import { Label } from '@geko/ui/label';
import { Skeleton } from '@geko/ui/skeleton';
import { Search } from 'lucide-react';
import { useId, useState } from 'react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { filterModels, groupByKind } from '../models/filter-models.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** A tick box for every model, by kind, with a search; usable now or not, as a key may outlive a plan. */
export function ModelChecks({
  chosen,
  onChange,
  error,
}: {
  chosen: readonly string[];
  onChange: (modelIds: string[]) => void;
  error: string | undefined;
}) {
  const { form } = useMessages('apiKeys');
  const { modelKinds } = useMessages('common');
  const { workspace } = useWorkspace();
  const id = useId();
  const [search, setSearch] = useState('');
  const list = trpc.models.list.useQuery({ workspaceId: workspace.id });
  if (list.data === undefined) {
    return list.isError ? (
      <QueryError error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton className="h-64 w-full rounded-lg" />
    );
  }
  const { models } = list.data;
  const found = filterModels(models, { search, tier: 'all', isUsableOnly: false });
  // Those that are no longer there fall away, which the server would refuse.
  const set = (modelId: string, isChosen: boolean): void =>
    onChange(
      models
        .map((model) => model.id)
        .filter((one) => (one === modelId ? isChosen : chosen.includes(one))),
    );
  return (
    <div
      role="group"
      aria-label={form.models}
      aria-describedby={`${id}-count`}
      className="flex w-full flex-col gap-1.5"
    >
      <div className="overflow-hidden rounded-lg border border-line-strong">
        <div className="border-b border-line p-2">
          <Input
            type="search"
            aria-label={form.searchModels}
            placeholder={form.searchModels}
            icon={<Search />}
            value={search}
            maxLength={100}
            onChange={(event) => setSearch(event.currentTarget.value)}
            // It only searches; the form around it is sent by its button.
            onKeyDown={(event) => (event.key === 'Enter' ? event.preventDefault() : undefined)}
          />
        </div>
        <p
          role="status"
          className={found.length === 0 ? 'px-3 pt-4 text-sm text-muted' : 'sr-only'}
        >
          {found.length === 0 ? form.noModel : ''}
        </p>
        <div className="h-52 overflow-y-auto overscroll-contain px-3 pb-1.5">
          {groupByKind(found).map(([kind, members]) => (
            <div key={kind}>
              <p id={`${id}-of-${kind}`} className="pt-2 pb-0.5 text-xs font-medium text-subtle">
                {modelKinds[kind]}
              </p>
              <ul aria-labelledby={`${id}-of-${kind}`}>
                {members.map((model) => (
                  <li key={model.id} className="flex items-start gap-2.5 py-1.5">
                    <Checkbox
                      id={`${id}-${model.id}`}
                      className="mt-px"
                      checked={chosen.includes(model.id)}
                      onCheckedChange={(isChecked) => set(model.id, isChecked === true)}
                    />
                    <Label
                      htmlFor={`${id}-${model.id}`}
                      className="min-w-0 flex-1 leading-5 font-normal wrap-anywhere"
                    >
                      {model.name} <span className="font-mono text-xs text-subtle">{model.id}</span>
                    </Label>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </div>
      {error === undefined ? (
        <p id={`${id}-count`} className="text-[0.8125rem] leading-5 text-subtle">
          {plural(form.chosen, chosen.length)}
        </p>
      ) : (
        <FormError id={`${id}-count`}>{error}</FormError>
      )}
    </div>
  );
}
