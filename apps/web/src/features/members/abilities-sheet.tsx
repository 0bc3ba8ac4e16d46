'use client';
import { Sheet, SheetContent } from '@geko/ui/sheet';
import { Skeleton } from '@geko/ui/skeleton';
import type { Member } from '@geko/contracts/members';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PermissionList } from '../roles/permission-list.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** What a member, or (null) I, may do here: every permission, held or not. */
export function AbilitiesSheet({
  member,
  onClose,
}: {
  member: Member | null;
  onClose: () => void;
}) {
  const { abilities } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const title = member === null ? abilities.mine : fill(abilities.theirs, { name: member.name });
  return (
    <Sheet open onOpenChange={onClose}>
      <SheetContent
        side="end"
        title={title}
        closeLabel={common.close}
        className="w-[min(26rem,calc(100vw-2rem))]"
      >
        {/* Nothing in it takes the focus, and yet it must scroll by keyboard. */}
        <div role="region" aria-label={title} tabIndex={0} className="px-4 pb-6">
          {member === null ? (
            <>
              <p className="pb-4 text-sm text-muted">
                {fill(abilities.lead, { role: workspace.roleName })}
              </p>
              <PermissionList held={workspace.permissions} />
            </>
          ) : (
            <TheirAbilities userId={member.userId} />
          )}
        </div>
      </SheetContent>
    </Sheet>
  );
}

function TheirAbilities({ userId }: { userId: string }) {
  const { abilities } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { data, error, isError, refetch } = trpc.members.permissions.useQuery({
    workspaceId: workspace.id,
    userId,
  });
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading} className="flex flex-col gap-3">
        <Skeleton className="w-32" />
        <Skeleton className="h-40" />
        <Skeleton className="h-40" />
      </div>
    );
  }
  return (
    <>
      <p className="pb-4 text-sm text-muted">{fill(abilities.lead, { role: data.roleName })}</p>
      <PermissionList held={data.permissions} />
    </>
  );
}
