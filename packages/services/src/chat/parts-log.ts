import { and, asc, eq, gt } from 'drizzle-orm';
import type { TurnPart } from '@geko/contracts/chat';
import type { Tx } from '@geko/db/client';
import { turnParts } from '@geko/db/schema/chat';
import type { Deps } from '../deps.ts';
import type { TurnRef } from './turn-ref.ts';

/**
 * Appends parts to the log of a turn that still runs; tells whether to go on, or somebody asked to stop, or the turn
 * is closed and nothing was logged (the database's append_parts). Repeating is harmless. Turns that write at the same time
 * do so in one statement.
 */
export async function appendParts(
  { callStatements }: Pick<Deps, 'callStatements'>,
  { userId, tenantId, workspaceId, turnId }: TurnRef & { userId: string },
  parts: readonly TurnPart[],
): Promise<'ours' | 'stop' | 'closed'> {
  const state = await callStatements.appendParts<'ours' | 'stop' | 'closed'>({
    person: userId,
    tenant: tenantId,
    place: workspaceId,
    turn: turnId,
    parts,
  });
  if (state === null) throw new Error(`the log of turn ${turnId} gave no answer`);
  return state;
}

/** Saves parts, except those which the log has already. */
export async function saveParts(tx: Tx, ref: TurnRef, parts: readonly TurnPart[]): Promise<void> {
  if (parts.length === 0) return;
  await tx
    .insert(turnParts)
    .values(parts.map((part) => ({ ...placeOf(ref), ...part })))
    .onConflictDoNothing();
}

/** The parts of a turn after a sequence number, in order. */
export async function listParts(tx: Tx, ref: TurnRef, after: number): Promise<TurnPart[]> {
  const { tenantId, workspaceId, turnId } = placeOf(ref);
  return tx
    .select({ seq: turnParts.seq, kind: turnParts.kind, text: turnParts.text })
    .from(turnParts)
    .where(
      and(
        eq(turnParts.tenantId, tenantId),
        eq(turnParts.workspaceId, workspaceId),
        eq(turnParts.turnId, turnId),
        gt(turnParts.seq, after),
      ),
    )
    .orderBy(asc(turnParts.seq));
}

function placeOf({ tenantId, workspaceId, turnId }: TurnRef) {
  return { tenantId, workspaceId, turnId };
}
