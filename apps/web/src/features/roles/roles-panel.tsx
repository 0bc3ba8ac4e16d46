'use client';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { Role } from '@geko/contracts/roles';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PermissionMatrix } from './permission-matrix.tsx';
import { RoleRow } from './role-row.tsx';

const RoleDialog = lazy(async () => ({ default: (await import('./role-dialog.tsx')).RoleDialog }));
const RemoveRoleDialog = lazy(async () => ({
  default: (await import('./remove-role-dialog.tsx')).RemoveRoleDialog,
}));

type Opened =
  | { kind: 'create'; from: Role | null }
  | { kind: 'edit' | 'remove'; role: Role }
  | null;

/** The roles of this workspace, and who may do what in them. */
export function RolesPanel() {
  const messages = useMessages('roles');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const [opened, setOpened] = useState<Opened>(null);
  const { data, error, isError, refetch } = trpc.roles.list.useQuery({
    workspaceId: workspace.id,
  });
  const close = (): void => setOpened(null);
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
        <Skeleton className="h-72 rounded-xl" />
        <Skeleton className="h-96 rounded-xl" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader className="max-sm:grid-cols-1">
          <CardTitle>{messages.title}</CardTitle>
          <CardDescription>{messages.lead}</CardDescription>
          {can('role:manage') ? (
            <CardActions className="max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
              <Button onClick={() => setOpened({ kind: 'create', from: null })}>
                <Plus aria-hidden />
                {messages.create}
              </Button>
            </CardActions>
          ) : null}
        </CardHeader>
        <ul aria-label={messages.list}>
          {data.map((role) => (
            <RoleRow
              key={role.roleId}
              role={role}
              isMine={role.roleId === workspace.roleId}
              mayManage={can('role:manage')}
              onEdit={() => setOpened({ kind: 'edit', role })}
              onCopy={() => setOpened({ kind: 'create', from: role })}
              onRemove={() => setOpened({ kind: 'remove', role })}
            />
          ))}
        </ul>
      </Card>
      <PermissionMatrix roles={data} />
      <Suspense>
        {opened?.kind === 'create' ? (
          <RoleDialog edited={null} from={opened.from} roles={data} onClose={close} />
        ) : null}
        {opened?.kind === 'edit' ? (
          <RoleDialog edited={opened.role} from={null} roles={data} onClose={close} />
        ) : null}
        {opened?.kind === 'remove' ? (
          <RemoveRoleDialog removed={opened.role} roles={data} onClose={close} />
        ) : null}
      </Suspense>
    </div>
  );
}
