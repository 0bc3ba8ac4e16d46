'use client';
import { Button } from '@geko/ui/button';
import { CreditCard } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { useOpenPortal } from './use-open-portal.ts';

/** Over every page of a workspace, for whoever pays, while a payment for its plan is due. */
export function PaymentBanner() {
  const { banner: words } = useMessages('plans');
  const { planNames } = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const portal = useOpenPortal();
  const { data } = trpc.billing.subscription.useQuery({ workspaceId: workspace.id });
  const isDue =
    data?.standing === 'grace' ||
    (data?.standing === 'lapsed' && data.subscription?.failedSince !== null);
  // What the operator holds is not at risk.
  if (data === undefined || data.subscription === null || data.isByHand || !isDue) return null;
  const plan = planNames[data.subscription.planId];
  return (
    <section
      aria-label={words.label}
      className="flex shrink-0 items-center gap-x-3 border-b border-danger/25 bg-danger-soft px-4 py-1.5 text-sm"
    >
      <CreditCard aria-hidden className="size-4 shrink-0 text-danger-text max-sm:hidden" />
      <p className="min-w-0 flex-1 leading-5 wrap-anywhere">
        {data.until === null
          ? fill(words.lapsed, { plan })
          : fill(words.grace, { plan, date: format.date(data.until) })}
      </p>
      <Button variant="secondary" size="sm" isLoading={portal.isOpening} onClick={portal.open}>
        {words.update}
      </Button>
    </section>
  );
}
