import { Skeleton } from '@geko/ui/skeleton';
import { getMessages } from '../../messages/get-messages.ts';

/** A page on its way: heading, tiles, a panel. */
export function PageSkeleton() {
  return (
    <div
      role="status"
      aria-label={getMessages().common.loading}
      className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-8 sm:py-8"
    >
      <Skeleton className="h-7 w-40" />
      <Skeleton className="mt-3 h-4 w-72 max-w-full" />
      <div className="mt-8 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {[0, 1, 2, 3].map((tile) => (
          <Skeleton key={tile} className="h-24 rounded-xl" />
        ))}
      </div>
      <Skeleton className="mt-6 h-64 rounded-xl" />
    </div>
  );
}
