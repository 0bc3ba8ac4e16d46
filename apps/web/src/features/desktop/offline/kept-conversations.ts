import type { LocalTurn } from '@geko/contracts/desktop';

/** A conversation as far as this machine keeps it. */
export type KeptConversation = {
  id: string;
  workspaceId: string;
  title: string;
  /** Oldest first; of a question that was answered again only the last. */
  turns: readonly LocalTurn[];
};

const MOST_TITLE_CHARS = 60;

/** What waits for the server in one workspace, the last used conversation first. */
export function keptConversations(
  turns: readonly LocalTurn[],
  { userId, workspaceId }: { userId: string; workspaceId: string },
): KeptConversation[] {
  const own = turns.filter((turn) => turn.userId === userId && turn.workspaceId === workspaceId);
  const lastOf = (all: readonly LocalTurn[]) => all.at(-1)?.startedAt ?? '';
  return [...Map.groupBy(own, ({ conversationId }) => conversationId)]
    .map(([id, all]) => ({
      id,
      workspaceId,
      title: titleOf(all[0]?.text ?? ''),
      turns: all.filter(
        ({ messageId }, at) => !all.slice(at + 1).some((later) => later.messageId === messageId),
      ),
    }))
    .toSorted((one, other) => (lastOf(one.turns) < lastOf(other.turns) ? 1 : -1));
}

function titleOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  const characters = Array.from(line);
  return characters.length <= MOST_TITLE_CHARS
    ? line
    : `${characters.slice(0, MOST_TITLE_CHARS).join('').trimEnd()}…`;
}
