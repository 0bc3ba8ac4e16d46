import { and, eq, isNull, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/chat';
import { conversations, messages, turns } from '@geko/db/schema/chat';
import { titleFrom } from '@geko/domain/titles';
import type { Hold } from '@geko/domain/hold';
import type { ProviderId } from '@geko/contracts/models';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Route } from '../calls/with-fallbacks.ts';
import type { Deps, Scope } from '../deps.ts';
import type { Booking } from '../policy/booking.ts';
import { deskIn } from '../policy/desk.ts';
import { admit, type Metering } from './admit.ts';
import { loadHistory, nextPosition, type PromptMessage } from './history.ts';
import { lastUserMessage } from './last-user-message.ts';
import { routeTurn } from './route-turn.ts';
import type { TurnRef } from './turn-ref.ts';

/** A turn that was admitted and saved, with its hold taken: ready for the gateway. */
export type AdmittedTurn = TurnRef &
  Route & {
    userId: string;
    conversationId: string;
    assistantMessageId: string;
    provider: ProviderId;
    upstreamModel: string;
    abilities: { vision: boolean; tools: boolean; reasoning: boolean; json: boolean };
    messages: PromptMessage[];
    hold: Hold;
    booking: Booking;
    startedAt: Date;
  };

/** Either a new turn to run, or the one that an earlier send with the same id has made. */
export type StartedTurn =
  | { kind: 'new'; turn: AdmittedTurn; metering: Metering }
  | {
      kind: 'existing';
      turn: TurnRef & { conversationId: string; assistantMessageId: string; modelId: string };
    };

type StartDeps = Pick<Deps, 'gateway'>;

/**
 * Saves a person's message, asks admission, takes the hold: all in the scope's transaction, so a
 * refusal leaves nothing behind. The message's id is the turn's id, so a resend can't pay twice.
 */
export async function startTurn(
  scope: Scope,
  deps: StartDeps,
  input: SendMessage,
): Promise<StartedTurn> {
  const { tx, caller, now } = scope;
  assertPermitted(caller, 'chat:create');
  if (input.message.text.length > MAX_MESSAGE_CHARS) {
    throw new AppError('PAYLOAD_TOO_LARGE', {
      field: 'message.text',
      message: `A message can have at most ${MAX_MESSAGE_CHARS.toLocaleString('en')} characters; this one has ${input.message.text.length.toLocaleString('en')}.`,
    });
  }
  const { id: turnId, text } = input.message;
  const { conversationId } = input;
  await openConversation(scope, { conversationId, title: titleFrom(text) });
  const existing = await findTurn(scope, turnId);
  if (existing) return sameOrConflict(existing, conversationId);
  const place = { ...caller, conversationId };
  const history = await loadHistory(tx, place);
  const saved = await tx
    .insert(messages)
    .values({
      tenantId: caller.tenantId,
      workspaceId: caller.workspaceId,
      id: turnId,
      conversationId,
      role: 'user',
      text,
      position: await nextPosition(tx, place),
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: messages.id });
  if (saved.length === 0) throw new AppError('CONFLICT', { field: 'message.id' });
  return openTurn(scope, deps, {
    turnId,
    userMessageId: turnId,
    conversationId,
    modelId: input.modelId,
    history: [...history, { role: 'user', text }],
  });
}

/** Answers the last message of a person again; the answer it had is kept but no longer shown. */
export async function retryTurn(
  scope: Scope,
  deps: StartDeps,
  input: RetryMessage,
): Promise<StartedTurn> {
  const { tx, caller, now } = scope;
  assertPermitted(caller, 'chat:create');
  const { conversationId, tryId } = input;
  await assertOwnConversation(scope, conversationId);
  const existing = await findTurn(scope, tryId);
  if (existing) return sameOrConflict(existing, conversationId);
  const question = await lastUserMessage(tx, { ...caller, conversationId });
  if (!question) throw new AppError('NOT_FOUND');
  await tx
    .update(messages)
    .set({ supersededAt: now })
    .where(
      and(
        eq(messages.tenantId, caller.tenantId),
        eq(messages.workspaceId, caller.workspaceId),
        eq(messages.conversationId, conversationId),
        eq(messages.role, 'assistant'),
        sql`${messages.position} > ${question.position}`,
        isNull(messages.supersededAt),
      ),
    );
  return openTurn(scope, deps, {
    turnId: tryId,
    userMessageId: question.id,
    conversationId,
    modelId: input.modelId,
    history: await loadHistory(tx, { ...caller, conversationId }),
  });
}

async function findTurn({ tx, caller }: Scope, turnId: string) {
  const [turn] = await tx
    .select()
    .from(turns)
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        eq(turns.id, turnId),
        eq(turns.userId, caller.userId),
      ),
    );
  return turn ?? null;
}

function sameOrConflict(turn: typeof turns.$inferSelect, conversationId: string): StartedTurn {
  if (turn.conversationId !== conversationId) throw new AppError('CONFLICT');
  const { tenantId, workspaceId, id, assistantMessageId, modelId } = turn;
  return {
    kind: 'existing',
    turn: { tenantId, workspaceId, turnId: id, conversationId, assistantMessageId, modelId },
  };
}

/**
 * Makes the conversation when its id is new; one of somebody else is NOT_FOUND. Either way the row is
 * locked from here on, so two sends into it come one after the other.
 */
async function openConversation(
  scope: Scope,
  { conversationId, title }: { conversationId: string; title: string },
): Promise<void> {
  const { tx, caller, now } = scope;
  const made = await tx
    .insert(conversations)
    .values({
      tenantId: caller.tenantId,
      workspaceId: caller.workspaceId,
      id: conversationId,
      userId: caller.userId,
      title,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: conversations.id });
  if (made.length === 0) await assertOwnConversation(scope, conversationId);
}

async function assertOwnConversation({ tx, caller }: Scope, conversationId: string): Promise<void> {
  const [own] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, caller.tenantId),
        eq(conversations.workspaceId, caller.workspaceId),
        eq(conversations.id, conversationId),
        eq(conversations.userId, caller.userId),
        isNull(conversations.deletedAt),
      ),
    )
    .for('update');
  if (!own) throw new AppError('NOT_FOUND');
}

async function openTurn(
  scope: Scope,
  deps: StartDeps,
  input: {
    turnId: string;
    userMessageId: string;
    conversationId: string;
    modelId: string;
    history: PromptMessage[];
  },
): Promise<StartedTurn> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  const { turnId, conversationId, userMessageId } = input;
  const assistantMessageId = scope.newId();
  const { modelId, askedFor } = await routeTurn(scope, deps, input);
  const opened = await tx
    .insert(turns)
    .values({
      tenantId,
      workspaceId,
      id: turnId,
      conversationId,
      userId,
      userMessageId,
      assistantMessageId,
      modelId,
      askedFor,
      status: 'running',
      startedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: turns.id });
  if (opened.length === 0) throw new AppError('TURN_RUNNING');
  const admitted = await admit(deskIn(scope), deps, {
    turnId,
    modelId,
    history: input.history,
    units: null,
  });
  const { model } = admitted;
  if (model.id !== modelId) {
    // It was asked for by an alias.
    await tx
      .update(turns)
      .set({ modelId: model.id })
      .where(
        and(eq(turns.tenantId, tenantId), eq(turns.workspaceId, workspaceId), eq(turns.id, turnId)),
      );
  }
  await tx
    .update(conversations)
    .set({ updatedAt: now, modelId: askedFor ?? model.id })
    .where(
      and(
        eq(conversations.tenantId, tenantId),
        eq(conversations.workspaceId, workspaceId),
        eq(conversations.id, conversationId),
      ),
    );
  return {
    kind: 'new',
    metering: admitted.metering,
    turn: {
      tenantId,
      workspaceId,
      turnId,
      userId,
      conversationId,
      assistantMessageId,
      modelId: model.id,
      askedFor,
      hops: null,
      provider: model.provider,
      upstreamModel: model.upstreamModel,
      abilities: model.abilities,
      messages: admitted.messages,
      hold: admitted.hold,
      booking: admitted.booking,
      startedAt: now,
    },
  };
}
