import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** The plans there are, and how the workspace stands. undefined: on its way; null: not for this person to see. */
export function usePlans() {
  const { workspace, can } = useWorkspace();
  const place = { workspaceId: workspace.id };
  const maySee = can('billing:view');
  const overview = trpc.billing.overview.useQuery(place);
  const standing = trpc.billing.subscription.useQuery(place, { enabled: maySee });
  return {
    overview: overview.data,
    standing: maySee ? standing.data : null,
    error: overview.error ?? standing.error,
    refetch: () => {
      void overview.refetch();
      if (maySee) void standing.refetch();
    },
  };
}
