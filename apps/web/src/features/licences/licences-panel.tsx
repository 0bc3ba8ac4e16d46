'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import type { Licence } from '@geko/contracts/licences';
import { Ticket } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { LicenceDevices, type Device } from './licence-devices.tsx';
import { LicenceFacts, LicenceTitle } from './licence-facts.tsx';

const ReleaseDevice = lazy(async () => ({
  default: (await import('./release-device.tsx')).ReleaseDevice,
}));

/** The licences of a workspace: what is used of each, and on which devices. */
export function LicencesPanel() {
  const texts = useMessages('licences');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const [asked, setAsked] = useState<{ licence: Licence; device: Device } | null>(null);
  const list = trpc.licences.list.useQuery({ workspaceId: workspace.id });
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
      </CardHeader>
      {list.isPending ? (
        <div role="status" aria-label={common.loading} className="flex flex-col gap-4 px-5 pb-5">
          {[0, 1].map((row) => (
            <Skeleton key={row} className="h-28" />
          ))}
        </div>
      ) : list.data === undefined ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data.licences.length === 0 ? (
        <EmptyState
          icon={<Ticket />}
          title={texts.empty.title}
          body={texts.empty.body}
          className="pt-6"
        />
      ) : (
        <ul aria-label={texts.list}>
          {list.data.licences.map((licence) => (
            <li key={licence.id} className="border-t border-line px-4 py-3.5 sm:px-5">
              <LicenceTitle licence={withCount(licence)} />
              <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
                {licence.holderEmail}
              </p>
              <LicenceFacts licence={withCount(licence)} />
              <LicenceDevices
                licence={licence}
                onRelease={(device) => setAsked({ licence, device })}
              />
            </li>
          ))}
        </ul>
      )}
      <Suspense>
        {asked === null ? null : <ReleaseDevice {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </Card>
  );
}

const withCount = (licence: Licence) => ({ ...licence, devices: licence.devices.length });
