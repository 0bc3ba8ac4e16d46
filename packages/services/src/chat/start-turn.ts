import { AppError } from '@geko/contracts/errors';
import type { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/chat';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import { titleFrom } from '@geko/domain/titles';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Route } from '../calls/with-fallbacks.ts';
import type { Deps } from '../deps.ts';
import type { Booking } from '../policy/booking.ts';
import { asEntered, type DeskWith } from '../policy/desk-at.ts';
import type { HoldAnswer } from '../policy/take-hold.ts';
import { admit, type Metering } from './admit.ts';
import { enterTurnAgain, type Sender, type Talk, type TurnEntry } from './enter-turn.ts';
import type { PromptMessage } from './history.ts';
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

type StartDeps = Pick<
  Deps,
  'blanks' | 'callStatements' | 'catalogue' | 'gateway' | 'now' | 'newId'
>;

/** entry: what the sender came in with; null = they have to come in. */
export type Entered = Sender & { entry: TurnEntry | null };

/**
 * Saves a person's message, asks admission, takes the hold: all in one statement of the database, so a refusal leaves nothing
 * behind. The message's id is the turn's id, so a resend can't pay twice.
 * @throws AppError FORBIDDEN, PAYLOAD_TOO_LARGE; NOT_FOUND for another's conversation; CONFLICT for an id that is taken;
 * TURN_RUNNING; admission's refusals
 */
export function startTurn(
  deps: StartDeps,
  sender: Entered,
  { conversationId, modelId, message }: SendMessage,
): Promise<StartedTurn> {
  const text = message.text.toWellFormed();
  return openTurn(deps, sender, { turnId: message.id, conversationId, modelId }, (talk) => {
    if (text.length > MAX_MESSAGE_CHARS) {
      throw new AppError('PAYLOAD_TOO_LARGE', {
        field: 'message.text',
        message: `A message can have at most ${MAX_MESSAGE_CHARS.toLocaleString('en')} characters; this one has ${text.length.toLocaleString('en')}.`,
      });
    }
    return {
      idField: 'message.id',
      title: talk.isOwn === null ? titleFrom(text).toWellFormed() : null,
      text,
      questionId: message.id,
      history: [...talk.messages, { role: 'user', text }],
    };
  });
}

/** Answers the last message of a person again; the answer it had is kept but no longer shown. @throws as startTurn */
export function retryTurn(
  deps: StartDeps,
  sender: Entered,
  { conversationId, modelId, tryId }: RetryMessage,
): Promise<StartedTurn> {
  return openTurn(
    deps,
    sender,
    { turnId: tryId, conversationId, modelId },
    ({ isOwn, messages }) => {
      const last = messages.findLastIndex(({ role }) => role === 'user');
      const question = messages[last];
      if (isOwn !== true || question === undefined) throw new AppError('NOT_FOUND');
      return {
        idField: 'tryId',
        title: null,
        text: null,
        questionId: question.id,
        history: messages.slice(0, last + 1),
      };
    },
  );
}

/** What is asked in a conversation. */
type Question = {
  /** Where its caller names the turn's id. */
  idField: string;
  /** Of a conversation that is made; null = there is one. */
  title: string | null;
  /** Of a new message; null = one that is there is answered again. */
  text: string | null;
  /** The message that is answered. */
  questionId: string;
  history: PromptMessage[];
};

type Asked = { turnId: string; conversationId: string; modelId: string };

function openTurn(
  deps: StartDeps,
  sender: Entered,
  asked: Asked,
  questionIn: (talk: Talk) => Question,
): Promise<StartedTurn> {
  const known = { entry: sender.entry, again: () => enterTurnAgain(deps, sender, asked) };
  return asEntered(deps, known, async ({ caller, talk }, deskWith) => {
    assertPermitted(caller, 'chat:create');
    if (talk.isOwn === false) throw new AppError('NOT_FOUND');
    const question = questionIn(talk);
    const earlier = earlierTurn(talk, asked, question);
    if (earlier !== null) {
      const { tenantId, workspaceId } = caller;
      const { turnId } = asked;
      return { kind: 'existing', turn: { tenantId, workspaceId, turnId, ...earlier } };
    }
    return openNew(deps, deskWith, { ...asked, position: talk.position, question });
  });
}

/**
 * The turn that an earlier send with the same id has made; null = there is none.
 * @throws AppError CONFLICT where the id is another's; TURN_RUNNING
 */
function earlierTurn(
  { turn, isTaken, isRunning }: Talk,
  { conversationId }: Asked,
  { idField }: Question,
): Talk['turn'] {
  if (turn?.conversationId === conversationId) return turn;
  if (isTaken) throw new AppError('CONFLICT', { field: idField });
  if (isRunning) throw new AppError('TURN_RUNNING');
  return null;
}

async function openNew(
  deps: StartDeps,
  deskWith: DeskWith,
  {
    turnId,
    conversationId,
    position,
    question: { title, text, questionId, history: said },
    ...asked
  }: Asked & { position: number; question: Question },
): Promise<StartedTurn> {
  const history = said.flatMap(({ role, text: words }) =>
    words === '' ? [] : [{ role, text: words }],
  );
  const assistantMessageId = deps.newId();
  const deskFor = (askedFor: Route['askedFor']) =>
    deskWith((hold, terms) =>
      deps.callStatements.openTurn<HoldAnswer>({
        ...hold,
        turn: {
          id: turnId,
          conversation: conversationId,
          title,
          position,
          text,
          question: questionId,
          answer: assistantMessageId,
          model: terms.hold?.modelId,
          asked_for: askedFor,
        },
      }),
    );
  const { modelId, askedFor } = await routeTurn(deskFor(null), deps, { ...asked, history });
  const desk = deskFor(askedFor);
  const call = { turnId, modelId, history, units: null };
  const { model, messages, hold, metering, booking } = await admit(desk, deps, call);
  const { tenantId, workspaceId, userId } = desk.caller;
  return {
    kind: 'new',
    metering,
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
      messages,
      hold,
      booking,
      startedAt: desk.now,
    },
  };
}
