import { AppError } from '@geko/contracts/errors';
import { rateNameOf, type RateState } from '@geko/contracts/rate-limits';
import type { CallEntry } from '../access/call-entry.ts';
import { callEntry, stand, type EntryAnswer } from '../access/enter-call.ts';
import type { Deps } from '../deps.ts';

/** Whoever sends a message into a workspace; apiKeyId, onlyModelIds: as of a Caller. */
export type Sender = {
  userId: string;
  workspaceId: string;
  /** That of an access token; null = a session. */
  onlyWorkspaceId: string | null;
  apiKeyId?: string | null;
  onlyModelIds?: ReadonlySet<string> | null;
};

/** Where a message goes, and the id that its turn shall have. */
export type TurnPlace = { conversationId: string; turnId: string };

/** What there is of a conversation, as the database's enter_turns tells it. It is soon out of date. */
export type Talk = {
  /** null = no conversation has this id; false = it is another person's, or removed. */
  isOwn: boolean | null;
  /** The sender's turn with this id, of an earlier send; null = none. */
  turn: { conversationId: string; assistantMessageId: string; modelId: string } | null;
  /** The id is a turn's or a message's, whoever's. */
  isTaken: boolean;
  isRunning: boolean;
  /** Of the last message, also of those no longer shown; 0 = none. */
  position: number;
  /** Those that are shown, oldest first. */
  messages: { id: string; role: 'user' | 'assistant'; text: string }[];
};

/** What a sender came into their workspace with, and what they found there. */
export type TurnEntry = CallEntry & { talk: Talk };

/**
 * Lets a sender into their workspace, counts the message and looks at its conversation, in one round trip.
 * @throws AppError NOT_FOUND for a workspace that is missing, deleted or another's; RATE_LIMITED; UNAVAILABLE
 */
export async function enterTurn(
  { callStatements, rateLimits, now }: Pick<Deps, 'callStatements' | 'rateLimits' | 'now'>,
  sender: Sender,
  { conversationId, turnId }: TurnPlace,
): Promise<{ entry: TurnEntry; rate: RateState | null }> {
  const { userId } = sender;
  const name = rateNameOf('message', sender.onlyWorkspaceId === null ? 'session' : 'token');
  const window = name && (await rateLimits.windowInDatabase(name, userId));
  const answer = await enter({ callStatements }, sender, { conversationId, turnId }, window);
  const rate = name && (await stand(rateLimits, name, userId, answer.counted));
  return { entry: entryOf(sender, answer, now()), rate };
}

/** The same of a sender who was counted before. */
export async function enterTurnAgain(
  { callStatements, now }: Pick<Deps, 'callStatements' | 'now'>,
  sender: Sender,
  place: TurnPlace,
): Promise<TurnEntry> {
  return entryOf(sender, await enter({ callStatements }, sender, place, null), now());
}

type Answer = EntryAnswer & { talk?: Talk };

async function enter(
  { callStatements }: Pick<Deps, 'callStatements'>,
  { userId, workspaceId, onlyWorkspaceId, apiKeyId = null }: Sender,
  { conversationId, turnId }: TurnPlace,
  window: { prefix: string; windowMs: number } | null,
): Promise<Answer> {
  if (onlyWorkspaceId !== null && onlyWorkspaceId !== workspaceId) throw new AppError('NOT_FOUND');
  const answer = await callStatements.enterTurn<Answer>({
    hash: null,
    person: userId,
    place: workspaceId,
    api_key: apiKeyId,
    counter: window?.prefix ?? null,
    window_ms: window?.windowMs ?? null,
    conversation: conversationId,
    turn: turnId,
  });
  if (answer === null) throw new Error('enter_turns gave no answer');
  return answer;
}

function entryOf(sender: Sender, { entry, talk }: Answer, enteredAt: Date): TurnEntry {
  if (entry === null || talk === undefined) throw new AppError('NOT_FOUND');
  return { ...callEntry(sender, entry, enteredAt), talk };
}
