'use client';
import { Callout } from '@geko/ui/callout';
import { Skeleton } from '@geko/ui/skeleton';
import Link from 'next/link';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { hasDesktop } from './desktop.ts';
import { MachineList } from './machine-list.tsx';

/** Models on the reader's own machine: in the desktop app their list, elsewhere where to find them. */
export function MachinePage() {
  const { machine } = useMessages('localModels');
  return (
    <Page title={machine.title} lead={machine.lead}>
      <MachineContent />
    </Page>
  );
}

function MachineContent() {
  const { machine } = useMessages('localModels');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const isHydrated = useIsHydrated();
  const { data } = trpc.devices.settings.useQuery({ workspaceId: workspace.id });
  if (!isHydrated || data === undefined) {
    return (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    );
  }
  if (!can('model:use:local')) {
    return (
      <Callout tone="neutral" title={machine.role}>
        {machine.roleBody}
      </Callout>
    );
  }
  if (!data.isAllowed) {
    return (
      <Callout
        tone="warning"
        title={machine.forbidden}
        action={
          can('model:configure') ? (
            <Link
              href={`/w/${workspace.id}/settings?tab=devices`}
              className="text-sm font-medium text-accent-text underline underline-offset-4"
            >
              {machine.settings}
            </Link>
          ) : undefined
        }
      >
        {machine.forbiddenBody}
      </Callout>
    );
  }
  if (!hasDesktop()) {
    return (
      <Callout tone="neutral" title={machine.missing}>
        {machine.missingBody}
      </Callout>
    );
  }
  return <MachineList />;
}
