import type { SoldPlan } from '@geko/contracts/subscriptions';
import { useRef } from 'react';
import { useFreshOnReturn } from '../../lib/use-fresh-on-return.ts';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** Leads to the page of Stripe's on which a plan is begun. One id for every try of a plan: a resend begins no second one. */
export function useStartPlan(): {
  start: (planId: SoldPlan) => void;
  /** The plan that is on its way. */
  starting: SoldPlan | null;
  error: unknown;
} {
  const { workspace } = useWorkspace();
  const ids = useRef(new Map<SoldPlan, string>());
  const { mutate, reset, isPending, isSuccess, variables, error } =
    trpc.billing.startPlan.useMutation({ onSuccess: ({ url }) => window.location.assign(url) });
  useFreshOnReturn(reset);
  return {
    start: (planId) => {
      const id = ids.current.get(planId) ?? newId();
      ids.current.set(planId, id);
      mutate({ workspaceId: workspace.id, id, planId });
    },
    starting: (isPending || isSuccess) && variables !== undefined ? variables.planId : null,
    error,
  };
}
