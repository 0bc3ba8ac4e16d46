'use client';
import { Button } from '@geko/ui/button';
import { Combobox } from '@geko/ui/combobox';
import { ComboboxTrigger } from '@geko/ui/combobox-trigger';
import { Field } from '@geko/ui/field';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';

export type NamedWorkspace = { id: string; name: string };

/** One of all workspaces of the installation. */
export function WorkspaceField({
  value,
  error,
  onChange,
}: {
  value: NamedWorkspace | null;
  error: string | undefined;
  onChange: (workspace: NamedWorkspace) => void;
}) {
  const { form } = useMessages('licences').admin;
  const common = useMessages('common');
  const workspaces = trpc.admin.workspaces.useInfiniteQuery(
    { limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const shown = value?.name ?? form.chooseWorkspace;
  return (
    <Field label={form.workspace} error={error}>
      <Combobox<NamedWorkspace>
        trigger={
          <ComboboxTrigger aria-label={`${form.workspace}: ${shown}`}>{shown}</ComboboxTrigger>
        }
        groups={[
          {
            id: 'workspaces',
            label: form.workspace,
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
        value={value?.id ?? ''}
        labels={{
          search: form.searchWorkspaces,
          list: form.workspace,
          empty: form.noWorkspace,
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
        onSelect={(item) => onChange(item.value)}
        renderItem={({ label }) => <span className="truncate">{label}</span>}
      />
    </Field>
  );
}
