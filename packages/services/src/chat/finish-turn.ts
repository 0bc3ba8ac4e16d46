import { and, eq, sql } from 'drizzle-orm';
import type { ErrorCode } from '@geko/contracts/errors';
import type { TurnPart } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import { inTenant, type Tx } from '@geko/db/client';
import { conversations, messages, turns } from '@geko/db/schema/chat';
import type { Deps } from '../deps.ts';
import { lockHold } from './lease.ts';
import { listParts, saveParts } from './parts-log.ts';
import type { CallOutcome } from './settle-by-hold.ts';
import { settleAtOnce } from './settle-at-once.ts';
import { settleHold } from './settle-hold.ts';
import type { AdmittedTurn } from './start-turn.ts';
import type { TurnRef } from './turn-ref.ts';

/** How a turn ended. */
export type TurnOutcome = CallOutcome & { errorCode: ErrorCode | null };

type TurnRow = typeof turns.$inferSelect;

/** What whoever closes a turn brings along. */
export type Closing = {
  /** Parts that the log may not have yet. */
  unlogged: readonly TurnPart[];
  /** How it ended, given all that the log has of it. */
  outcomeOf: (parts: readonly TurnPart[]) => TurnOutcome;
  /** Only when the lease has run out. */
  onlyExpired: boolean;
};

/**
 * Closes a turn in one transaction: the answer saved as the log has it, the use booked, the journal
 * posted, the hold settled. Whoever comes second finds the hold settled and changes nothing; they
 * get null.
 */
export async function finishTurn(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  ref: TurnRef & { userId: string },
  { unlogged, outcomeOf, onlyExpired }: Closing,
): Promise<Receipt | null> {
  return inTenant(deps.db, ref, async (tx) => {
    const turn = await lockTurn(tx, ref);
    const hold = await lockHold(tx, ref, { onlyExpired });
    if (!hold) return null;
    await saveParts(tx, ref, unlogged);
    const parts = await listParts(tx, ref, 0);
    const outcome = outcomeOf(parts);
    await closeTurnRow(tx, ref, outcome, deps.now());
    await saveAnswer(tx, turn, parts, deps.now());
    return settleHold(tx, deps, { hold, call: turn, outcome });
  });
}

/**
 * The same in one round trip, by whoever has run the turn and knows all parts of its answer. null = it has to be done as
 * finishTurn does, since there is more to do, or somebody has closed it.
 */
export function finishAtOnce(
  deps: Pick<Deps, 'callStatements' | 'settings' | 'now' | 'newId'>,
  turn: AdmittedTurn,
  {
    logged,
    unlogged,
    outcome,
  }: { logged: readonly TurnPart[]; unlogged: readonly TurnPart[]; outcome: TurnOutcome },
): Promise<Receipt | null> {
  return settleAtOnce(deps, {
    booking: turn.booking,
    call: turn,
    outcome,
    turn: {
      conversation: turn.conversationId,
      answer: turn.assistantMessageId,
      status: outcome.status,
      error_code: outcome.errorCode,
      ...answerOf([...logged, ...unlogged]),
      parts: unlogged,
    },
  });
}

/**
 * Locks the conversation, then the turn: in the order of a send, which would otherwise wait for us
 * while we wait for it. From here on nothing is added to the turn's log.
 */
async function lockTurn(tx: Tx, ref: TurnRef): Promise<TurnRow> {
  const isTurn = and(
    eq(turns.tenantId, ref.tenantId),
    eq(turns.workspaceId, ref.workspaceId),
    eq(turns.id, ref.turnId),
  );
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, ref.tenantId),
        eq(conversations.workspaceId, ref.workspaceId),
        eq(conversations.id, tx.select({ id: turns.conversationId }).from(turns).where(isTurn)),
      ),
    )
    .for('update');
  const [turn] = await tx.select().from(turns).where(isTurn).for('update');
  if (!turn) throw new Error(`turn ${ref.turnId} has no row`);
  return turn;
}

/** What an answer's parts come to. */
function answerOf(parts: readonly TurnPart[]): { text: string; reasoning: string | null } {
  const textOf = (kind: TurnPart['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .map((part) => part.text)
      .join('');
  return { text: textOf('text'), reasoning: textOf('reasoning') || null };
}

async function closeTurnRow(tx: Tx, ref: TurnRef, outcome: TurnOutcome, now: Date): Promise<void> {
  await tx
    .update(turns)
    .set({ status: outcome.status, errorCode: outcome.errorCode, closedAt: now })
    .where(
      and(
        eq(turns.tenantId, ref.tenantId),
        eq(turns.workspaceId, ref.workspaceId),
        eq(turns.id, ref.turnId),
      ),
    );
}

/** The answer as far as it came; a turn that brought nothing leaves an empty one, to retry from. */
async function saveAnswer(
  tx: Tx,
  turn: TurnRow,
  parts: readonly TurnPart[],
  now: Date,
): Promise<void> {
  const { tenantId, workspaceId, conversationId } = turn;
  await tx.insert(messages).values({
    tenantId,
    workspaceId,
    id: turn.assistantMessageId,
    conversationId,
    role: 'assistant',
    ...answerOf(parts),
    turnId: turn.id,
    position: sql`(select coalesce(max(m.position), 0) + 1 from messages m where m.tenant_id = ${tenantId}
      and m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId})`,
    createdAt: now,
  });
  await tx
    .update(conversations)
    .set({ updatedAt: now })
    .where(
      and(
        eq(conversations.tenantId, tenantId),
        eq(conversations.workspaceId, workspaceId),
        eq(conversations.id, conversationId),
      ),
    );
}
