'use client';
import { Skeleton } from '@geko/ui/skeleton';
import { Suspense, type ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';

/** Room for a tab whose code comes with its first opening. */
export function LazyPanel({ children }: { children: ReactNode }) {
  const common = useMessages('common');
  return (
    <Suspense
      fallback={
        <div role="status" aria-label={common.loading}>
          <Skeleton className="h-72 rounded-xl" />
        </div>
      }
    >
      {children}
    </Suspense>
  );
}
