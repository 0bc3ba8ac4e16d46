'use client';
import type { Conversation } from '@geko/contracts/chat';
import { useMessages } from '../../messages/use-messages.tsx';
import { ConversationRow } from './conversation-row.tsx';
import type { ListRow } from './day-groups.ts';
import type { ConversationActions } from './use-conversation-actions.ts';

/** Heights of a row and of a heading. */
const ROW_PX = 36;
const HEADING_PX = 34;

/** A list of conversations, and what its rows need. */
export type ConversationListFacts = {
  rows: readonly ListRow<Conversation>[];
  workspaceId: string;
  activeId: string | null;
  actions: ConversationActions;
};

/** Where a row stands: startPx below the top of the list. */
export type RowPlace = { index: number; startPx: number };

export const rowPx = (row: ListRow<Conversation> | undefined): number =>
  row?.kind === 'heading' ? HEADING_PX : ROW_PX;

export const rowKey = (row: ListRow<Conversation>): string =>
  row.kind === 'heading' ? row.group : row.item.id;

/** The rows that have a place, in a list as high as all of them. */
export function ConversationRows({
  list: { rows, workspaceId, activeId, actions },
  places,
  totalPx,
}: {
  list: ConversationListFacts;
  places: readonly RowPlace[];
  totalPx: number;
}) {
  const { list } = useMessages('chat');
  return (
    <ul aria-label={list.label} className="relative" style={{ height: totalPx }}>
      {places.map(({ index, startPx }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <li
            key={rowKey(row)}
            className="absolute inset-x-0 top-0"
            style={{ height: rowPx(row), transform: `translateY(${startPx}px)` }}
          >
            {row.kind === 'heading' ? (
              <p className="flex h-full items-end px-2.5 pb-1.5 text-xs font-medium text-subtle">
                {list.groups[row.group]}
              </p>
            ) : (
              <ConversationRow
                conversation={row.item}
                href={`/w/${workspaceId}/c/${row.item.id}`}
                isActive={row.item.id === activeId}
                actions={actions}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** All of them, at the places where those in sight would be. */
export function AllConversationRows({ list }: { list: ConversationListFacts }) {
  const places: RowPlace[] = [];
  let totalPx = 0;
  for (const [index, row] of list.rows.entries()) {
    places.push({ index, startPx: totalPx });
    totalPx += rowPx(row);
  }
  return <ConversationRows list={list} places={places} totalPx={totalPx} />;
}
