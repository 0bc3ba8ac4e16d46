'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { AdminWorkspaces as AdminWorkspacesPage } from '@geko/contracts/admin';
import type { PlanId } from '@geko/contracts/plans';
import { lazy, Suspense, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { notify } from '../toasts/notify.ts';
import { PlanSelect } from './plan-select.tsx';

const GrantDialog = lazy(async () => ({
  default: (await import('./grant-dialog.tsx')).GrantDialog,
}));

type Row = AdminWorkspacesPage['items'][number];

/** Every workspace with today's use; its plan can be changed, once confirmed, and credit granted. */
export function AdminWorkspaces() {
  const admin = useMessages('admin');
  const format = useFormat();
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const [asked, setAsked] = useState<{ row: Row; planId: PlanId } | null>(null);
  const [granted, setGranted] = useState<Row | null>(null);
  const workspaces = trpc.admin.workspaces.useInfiniteQuery(
    {},
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const rows = workspaces.data?.pages.flatMap(({ items }) => items) ?? [];
  const words = {
    workspace: asked?.row.workspaceName ?? '',
    plan: asked === null ? '' : common.planNames[asked.planId],
  };
  const setPlan = trpc.admin.setPlan.useMutation({
    onSuccess: async () => {
      await utils.admin.workspaces.invalidate();
      void notify({ tone: 'success', title: fill(admin.planChanged, words) });
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: admin.planFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: () => setAsked(null),
  });
  return (
    <Card>
      <PagedList
        pages={workspaces}
        isEmpty={rows.length === 0}
        empty={<EmptyState title={admin.noWorkspaces} />}
      >
        <Table label={admin.workspaces}>
          <TableHeader>
            <TableRow>
              <TableHead>{admin.workspace}</TableHead>
              <TableHead>{admin.plan}</TableHead>
              <TableHead align="end">{admin.members}</TableHead>
              <TableHead align="end">{admin.tokensToday}</TableHead>
              <TableHead align="end">{admin.costToday}</TableHead>
              <TableHead align="end">{admin.created}</TableHead>
              {/* Positioned, so that the hidden word scrolls with the table and does not widen the page. */}
              <TableHead className="relative">
                <span className="sr-only">{admin.actions}</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.workspaceId}>
                <TableCell>
                  <p className="font-medium whitespace-nowrap">{row.workspaceName}</p>
                  <p className="text-xs whitespace-nowrap text-subtle">{row.tenantName}</p>
                </TableCell>
                <TableCell>
                  <PlanSelect
                    label={fill(admin.changePlan, { workspace: row.workspaceName })}
                    value={row.planId}
                    onChange={(planId) => setAsked({ row, planId })}
                  />
                </TableCell>
                <TableCell align="end">{format.count(row.members)}</TableCell>
                <TableCell align="end">{format.count(row.tokensToday)}</TableCell>
                <TableCell align="end">{format.nano(row.costTodayNano)}</TableCell>
                <TableCell align="end" className="whitespace-nowrap text-muted">
                  {format.date(row.createdAt)}
                </TableCell>
                <TableCell align="end">
                  <Button
                    variant="ghost"
                    size="sm"
                    aria-label={fill(admin.grant.title, { workspace: row.workspaceName })}
                    aria-haspopup="dialog"
                    onClick={() => setGranted(row)}
                  >
                    {admin.grant.open}
                  </Button>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
        {granted === null ? null : (
          <Suspense>
            <GrantDialog
              workspace={{ id: granted.workspaceId, name: granted.workspaceName }}
              onClose={() => setGranted(null)}
            />
          </Suspense>
        )}
        <AlertDialog
          isOpen={asked !== null}
          onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(null))}
          tone="primary"
          title={fill(admin.confirmTitle, words)}
          description={admin.confirmBody}
          confirmLabel={admin.confirm}
          cancelLabel={common.cancel}
          isConfirming={setPlan.isPending}
          onConfirm={() =>
            asked === null
              ? undefined
              : setPlan.mutate({ workspaceId: asked.row.workspaceId, planId: asked.planId })
          }
        />
      </PagedList>
    </Card>
  );
}
