'use client';
import type { Member } from '@geko/contracts/members';
import { useEffect } from 'react';
import { trpc } from '../../trpc/client.tsx';

const MEMBERS_PER_PAGE = 100;
/** Two thousand people; who looks for somebody beyond them searches the list of members. */
const MOST_PAGES = 20;

/** Every member, for a list to choose from; the pages come one after the other. */
export function useAllMembers(workspaceId: string): {
  items: Member[];
  isLoading: boolean;
  isError: boolean;
  error: unknown;
  retry: () => void;
} {
  const list = trpc.members.list.useInfiniteQuery(
    { workspaceId, limit: MEMBERS_PER_PAGE },
    {
      getNextPageParam: ({ nextCursor }, pages) =>
        pages.length < MOST_PAGES ? (nextCursor ?? undefined) : undefined,
    },
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return {
    items: list.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: list.isPending,
    isError: list.isError && list.data === undefined,
    error: list.error,
    retry: () => void list.refetch(),
  };
}
