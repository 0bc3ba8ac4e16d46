'use client';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';

/** The report on its way. */
export function UsageReportSkeleton() {
  const common = useMessages('common');
  return (
    <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {[0, 1, 2, 3].map((tile) => (
          <Skeleton key={tile} className="h-26 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-76 rounded-xl" />
    </div>
  );
}
