import { AppError } from '@geko/contracts/errors';
import { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { Id } from '@geko/contracts/ids';
import { unavailable } from '@geko/services/access/known-error';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import { enterTurn, type TurnPlace } from '@geko/services/chat/enter-turn';
import {
  retryTurn,
  startTurn,
  type Entered,
  type StartedTurn,
} from '@geko/services/chat/start-turn';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { getOwnTurn, watchTurn, type WatchedTurn } from '@geko/services/chat/watch-turn';
import type { RunningCalls } from '@geko/services/calls/running-calls';
import type { TurnJobs } from '@geko/services/chat/turn-jobs';
import type { Deps, Scope } from '@geko/services/deps';
import type { LiveHub } from '@geko/services/live/live-hub';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { requirePrincipal, type Context } from '../context.ts';
import { meteredHeaders } from './metered-headers.ts';
import { readJson } from './read-json.ts';
import { respond } from './respond.ts';
import { uiStreamResponse } from './ui-stream.ts';

/** What the plain routes need beside the verbs. */
export type ChatDeps = Deps & { jobs: TurnJobs; calls: RunningCalls; live: LiveHub };

/** POST /api/chat: sends a message and streams the answer. */
export function handleSend(deps: ChatDeps, request: Request): Promise<Response> {
  return respond(deps, request, async (context, headers) => {
    const input = await readJson(request, SendMessage);
    const place = { ...input, turnId: input.message.id };
    const started = await begin(deps, context, place, (sender) => startTurn(deps, sender, input));
    return show(deps, request, context, await run(deps, started, headers));
  });
}

/** POST /api/chat/retry: answers the last message again and streams the answer. */
export function handleRetry(deps: ChatDeps, request: Request): Promise<Response> {
  return respond(deps, request, async (context, headers) => {
    const input = await readJson(request, RetryMessage);
    const place = { ...input, turnId: input.tryId };
    const started = await begin(deps, context, place, (sender) => retryTurn(deps, sender, input));
    return show(deps, request, context, await run(deps, started, headers));
  });
}

/** GET /api/chat/turns/:id/stream?workspaceId=…&after=N: an answer from part N+1 on. */
export function handleResume(deps: ChatDeps, request: Request, turnId: string): Promise<Response> {
  return respond(deps, request, async (context) => {
    const { searchParams } = new URL(request.url);
    const place = searchParams.get('after') ?? '0';
    if (!/^\d{1,9}$/u.test(place)) {
      throw new AppError('BAD_REQUEST', {
        field: 'after',
        message: 'after: must be a number of parts.',
      });
    }
    const workspaceId = Id.parse(searchParams.get('workspaceId') ?? '');
    await context.countOperations(await requirePrincipal(context));
    const turn = await scoped(deps, context, workspaceId, (scope) => {
      assertPermitted(scope.caller, 'chat:view:own');
      return getOwnTurn(scope, Id.parse(turnId));
    });
    return show(deps, request, context, { turn, after: Number(place) });
  });
}

async function scoped<T>(
  deps: ChatDeps,
  context: Context,
  workspaceId: string,
  verb: (scope: Scope) => Promise<T>,
): Promise<T> {
  const { userId, onlyWorkspaceId } = await requirePrincipal(context);
  const { request } = context;
  return inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, verb);
}

/** Starts a turn; one in the way whose process is gone is ended first. */
async function begin(
  deps: ChatDeps,
  context: Context,
  { workspaceId, ...place }: TurnPlace & { workspaceId: string },
  verb: (sender: Entered) => Promise<StartedTurn>,
): Promise<StartedTurn> {
  const { userId, onlyWorkspaceId } = await requirePrincipal(context);
  const sender = { userId, workspaceId, onlyWorkspaceId };
  const { entry, rate } = await enterTurn(deps, sender, place);
  context.noteRate(rate);
  const start = async (entered: Entered) => {
    try {
      return await verb(entered);
    } catch (error) {
      throw await answerRefusal(deps, { ...sender, request: context.request }, error);
    }
  };
  try {
    return await start({ ...sender, entry });
  } catch (error) {
    const isInTheWay = error instanceof AppError && error.code === 'TURN_RUNNING';
    if (!isInTheWay || (await sweepLeases(deps)) === 0) throw error;
    return start({ ...sender, entry: null });
  }
}

/**
 * Runs a new turn as a server job and waits for its first part: a call that fails before it gives a
 * proper status instead of an empty stream. Either way the answer tells its quotas and its estimate.
 */
async function run(
  deps: ChatDeps,
  started: StartedTurn,
  headers: Headers,
): Promise<{ turn: WatchedTurn; after: number }> {
  if (started.kind === 'existing') return { turn: started.turn, after: 0 };
  for (const [name, value] of Object.entries(meteredHeaders(started.metering))) {
    headers.set(name, value);
  }
  const job = deps.jobs.start(started.turn);
  await job.opened;
  const failure = job.failureBeforeText();
  if (failure === 'UNAVAILABLE') throw unavailable();
  if (failure) throw new AppError(failure, { remedies: [{ kind: 'retry' }] });
  return { turn: started.turn, after: 0 };
}

function show(
  deps: ChatDeps,
  request: Request,
  context: Context,
  { turn, after }: { turn: WatchedTurn; after: number },
): Response {
  const leave = new AbortController();
  request.signal.addEventListener('abort', () => leave.abort());
  const events = watchTurn(deps, turn, { after, signal: leave.signal });
  const { turnId, conversationId, assistantMessageId, modelId } = turn;
  return uiStreamResponse({ turnId, conversationId, assistantMessageId, modelId }, events, {
    requestId: context.request.requestId,
    onClose: () => leave.abort(),
  });
}
