'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Skeleton } from '@geko/ui/skeleton';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { PlanOffers } from './plan-offers.tsx';
import type { WantedUpgrade } from './upgrade.tsx';
import { usePlans } from './use-plans.ts';

/** The plans, over whatever page something was locked on; from here to Stripe's. */
export function UpgradeDialog({
  wanted: { modelName, returnTo },
  onClose,
}: {
  wanted: WantedUpgrade;
  onClose: () => void;
}) {
  const { upgrade: words } = useMessages('plans');
  const common = useMessages('common');
  const { overview, standing, error, refetch } = usePlans();
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        size="lg"
        title={words.title}
        description={modelName === null ? words.leadAny : fill(words.lead, { model: modelName })}
        closeLabel={common.close}
        onCloseAutoFocus={(event) => {
          if (returnTo === null || !returnTo.isConnected) return;
          event.preventDefault();
          returnTo.focus({ preventScroll: true });
        }}
      >
        {overview === undefined || standing === undefined ? (
          error !== null ? (
            <QueryError error={error} onRetry={refetch} />
          ) : (
            <div role="status" aria-label={common.loading}>
              <Skeleton className="h-80 rounded-xl" />
            </div>
          )
        ) : (
          <div className="flex flex-col gap-4">
            <PlanOffers
              // What everybody begins with is no upgrade.
              overview={{ ...overview, plans: overview.plans.filter(({ id }) => id !== 'free') }}
              standing={standing}
              className="sm:grid-cols-2 lg:grid-cols-2"
            />
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}
