'use client';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import type { WhatIf } from '@geko/contracts/prices';
import { useState } from 'react';
import { QueryError } from '../shell/query-error.tsx';
import { WhatIfForm } from './what-if-form.tsx';
import { WhatIfTables } from './what-if-tables.tsx';

/** Replays a past month under other markups, plans and limits. */
export function WhatIfPanel() {
  const { whatIf: words } = useMessages('admin');
  const common = useMessages('common');
  const [asked, setAsked] = useState<WhatIf | null>(null);
  const plans = trpc.money.plans.useQuery();
  const replay = trpc.money.whatIf.useQuery(asked ?? { month: '2026-01', plans: {} }, {
    enabled: asked !== null,
    // Somebody may have made a call since.
    staleTime: 0,
    retry: false,
  });
  if (plans.data === undefined) {
    return plans.isError ? (
      <QueryError error={plans.error} onRetry={() => void plans.refetch()} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-3xl text-sm leading-5 text-muted">{words.lead}</p>
      <WhatIfForm plans={plans.data.plans} isRunning={replay.isFetching} onRun={setAsked} />
      <div aria-live="polite">
        {replay.isError ? (
          <QueryError error={replay.error} onRetry={() => void replay.refetch()} />
        ) : replay.data === undefined ? null : (
          <WhatIfTables result={replay.data} />
        )}
      </div>
    </div>
  );
}
