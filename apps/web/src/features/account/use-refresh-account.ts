'use client';
import { useRouter } from 'next/navigation';
import { trpc } from '../../trpc/client.tsx';

/** Has the account fetched again, and the layouts that show parts of it drawn anew. */
export function useRefreshAccount(): () => Promise<void> {
  const utils = trpc.useUtils();
  const router = useRouter();
  return async () => {
    router.refresh();
    await utils.account.get.invalidate();
  };
}
