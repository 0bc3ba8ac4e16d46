'use client';
import { Button } from '@geko/ui/button';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

const LeaveWorkspace = lazy(async () => ({
  default: (await import('../members/leave-workspace.tsx')).LeaveWorkspace,
}));
const TransferDialog = lazy(async () => ({
  default: (await import('./transfer-dialog.tsx')).TransferDialog,
}));
const RemoveWorkspaceDialog = lazy(async () => ({
  default: (await import('./remove-workspace-dialog.tsx')).RemoveWorkspaceDialog,
}));

/** Leaving, handing over and deleting the workspace, as far as this person may. */
export function DangerZone() {
  const { danger } = useMessages('settings');
  const { can } = useWorkspace();
  const [opened, setOpened] = useState<'leave' | 'transfer' | 'remove' | null>(null);
  const close = (): void => setOpened(null);
  return (
    <Card className="border-danger/30">
      <CardHeader>
        <CardTitle>{danger.title}</CardTitle>
        <CardDescription>{danger.lead}</CardDescription>
      </CardHeader>
      <ul>
        <DangerRow title={danger.leave} body={danger.leaveBody}>
          <Button variant="secondary" size="sm" onClick={() => setOpened('leave')}>
            {danger.leaveAction}
          </Button>
        </DangerRow>
        {can('workspace:transfer') ? (
          <DangerRow title={danger.transfer} body={danger.transferBody}>
            <Button variant="secondary" size="sm" onClick={() => setOpened('transfer')}>
              {danger.transferAction}
            </Button>
          </DangerRow>
        ) : null}
        {can('workspace:delete') ? (
          <DangerRow title={danger.remove} body={danger.removeBody}>
            <Button variant="danger" size="sm" onClick={() => setOpened('remove')}>
              {danger.removeAction}
            </Button>
          </DangerRow>
        ) : null}
      </ul>
      <Suspense>
        {opened === 'leave' ? <LeaveWorkspace onClose={close} /> : null}
        {opened === 'transfer' ? <TransferDialog onClose={close} /> : null}
        {opened === 'remove' ? <RemoveWorkspaceDialog onClose={close} /> : null}
      </Suspense>
    </Card>
  );
}

function DangerRow({
  title,
  body,
  children,
}: {
  title: string;
  body: string;
  children: ReactNode;
}) {
  return (
    <li className="flex items-center gap-4 border-t border-line px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{title}</p>
        <p className="text-[0.8125rem] leading-5 text-muted">{body}</p>
      </div>
      {children}
    </li>
  );
}
