'use client';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** Whom to ask for a higher plan: the owners, by name. */
export function DenialOwners() {
  const { denial } = useMessages('chat');
  const { workspace, can } = useWorkspace();
  const { data } = trpc.members.list.useQuery(
    { workspaceId: workspace.id, limit: 100 },
    { enabled: can('member:view') },
  );
  const names = (data?.items ?? [])
    .filter(({ roleId }) => roleId === 'owner')
    .map(({ name }) => name);
  if (names.length === 0) return null;
  return (
    <span className="block text-muted">
      {fill(denial.ways.owners, { names: names.join(', ') })}
    </span>
  );
}
