'use client';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { Laptop } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { DeviceTable } from './device-table.tsx';
import { LocalSwitch } from './local-switch.tsx';
import { WantedModels } from './wanted-models.tsx';

/** Local models in a workspace: whether there are any, which desktops shall have, and what the machines tell. */
export function DevicesPanel() {
  const words = useMessages('devices');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const place = { workspaceId: workspace.id };
  const settings = trpc.devices.settings.useQuery(place);
  const list = trpc.devices.list.useQuery(place);
  if (settings.data === undefined || list.data === undefined) {
    const failed = settings.error ?? list.error;
    return failed === null ? (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    ) : (
      <QueryError
        error={failed}
        onRetry={() => {
          void settings.refetch();
          void list.refetch();
        }}
      />
    );
  }
  const { devices, scope } = list.data;
  return (
    <div className="flex flex-col gap-6">
      <LocalSwitch settings={settings.data} />
      {can('model:install') && settings.data.isAllowed ? (
        <WantedModels settings={settings.data} devices={devices} />
      ) : null}
      <section aria-labelledby="machines" className="flex flex-col gap-3">
        <div>
          <h2 id="machines" className="text-base font-semibold">
            {scope === 'own' ? words.titleOwn : words.title}
          </h2>
          <p className="text-sm leading-5 text-muted">{words.lead}</p>
        </div>
        {devices.length === 0 ? (
          <EmptyState icon={<Laptop aria-hidden />} title={words.none} body={words.noneBody} />
        ) : (
          <DeviceTable list={list.data} />
        )}
      </section>
    </div>
  );
}
