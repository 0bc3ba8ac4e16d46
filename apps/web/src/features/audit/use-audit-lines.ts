'use client';
import { keepPreviousData } from '@tanstack/react-query';
import type { AuditLine } from '@geko/contracts/audit';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { trpc } from '../../trpc/client.tsx';
import { useToday } from '../chat/use-today.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { boundsOf, type AuditFilter } from './audit-filter.ts';
import { dayIn } from './zone-day.ts';

/** The reader's zone: their own, or the device's, which the server does not know: its HTML goes by UTC. */
export function useZone(): string {
  const { me } = useWorkspace();
  const isHydrated = useIsHydrated();
  if (me.timeZone !== null) return me.timeZone;
  return isHydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
}

/** What is asked of the server for a filter. */
export function useAuditQuery({ actorId, action, ...days }: AuditFilter) {
  const { workspace } = useWorkspace();
  const zone = useZone();
  const bounds = boundsOf({ actorId, action, ...days }, dayIn(useToday(), zone), zone);
  return { workspaceId: workspace.id, actorId, action, ...bounds };
}

/** The lines that a filter lets through, newest first, page by page. */
export function useAuditLines(query: ReturnType<typeof useAuditQuery>) {
  const pages = trpc.audit.list.useInfiniteQuery(query, {
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const lines: AuditLine[] = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return { pages, lines };
}
