'use client';
import Link from 'next/link';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { CONVERSATIONS_PER_PAGE } from '../chat/refresh-conversations.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { keptConversations } from './offline/kept-conversations.ts';
import { useOutbox } from './outbox.ts';

/** Conversations that only this machine has yet: an answer is being written, or waits for the server. Nothing without one. */
export function MachineConversations({ activeId }: { activeId: string | null }) {
  const { desktop } = useMessages('shell');
  const { me, workspace } = useWorkspace();
  const turns = useOutbox({ isWanted: true });
  const { data } = trpc.chat.list.useInfiniteQuery(
    { workspaceId: workspace.id, limit: CONVERSATIONS_PER_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );
  if (data === undefined || turns === null) return null;
  const known = new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const kept = keptConversations(turns, { userId: me.id, workspaceId: workspace.id });
  const own = kept.filter(({ id }) => !known.has(id));
  if (own.length === 0) return null;
  return (
    <section aria-label={desktop.onlyHere} className="max-h-48 shrink-0 overflow-y-auto px-2 pb-2">
      <p className="px-2.5 pt-2 pb-1.5 text-xs font-medium text-subtle">{desktop.onlyHere}</p>
      <ul>
        {own.map(({ id, title }) => (
          <li key={id} className="h-9 py-px">
            <Link
              href={`/w/${workspace.id}/c/${id}`}
              prefetch={false}
              title={title}
              aria-current={id === activeId ? 'page' : undefined}
              className="flex h-full items-center rounded-md px-2.5 text-sm text-muted transition-colors duration-100 hover:bg-hover hover:text-fg focus-visible:-outline-offset-2 aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg"
            >
              <span className="truncate">{title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
