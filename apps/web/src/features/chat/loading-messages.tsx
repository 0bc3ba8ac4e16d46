'use client';
import { Skeleton } from '@geko/ui/skeleton';

/** Where a conversation's messages will stand. */
export function LoadingMessages({ label }: { label: string }) {
  return (
    <div
      role="status"
      aria-label={label}
      className="mx-auto flex w-full max-w-3xl flex-col gap-7 px-4 pt-6 sm:px-6"
    >
      <Skeleton className="ms-auto h-11 w-3/5 rounded-2xl" />
      <div className="flex flex-col gap-3">
        <Skeleton className="w-11/12" />
        <Skeleton className="w-full" />
        <Skeleton className="w-2/3" />
      </div>
      <Skeleton className="ms-auto h-11 w-2/5 rounded-2xl" />
      <div className="flex flex-col gap-3">
        <Skeleton className="w-full" />
        <Skeleton className="w-4/5" />
      </div>
    </div>
  );
}
