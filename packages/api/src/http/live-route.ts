import { AppError } from '@geko/contracts/errors';
import { Id } from '@geko/contracts/ids';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import type { Deps } from '@geko/services/deps';
import type { LiveHub } from '@geko/services/live/live-hub';
import { createContext, requirePrincipal, type Context } from '../context.ts';
import { respond } from './respond.ts';

const HEARTBEAT_MS = 15_000;
/** How long somebody who was taken out may still hear that something has changed. */
const RECHECK_MS = 30_000;

export type LiveDeps = Deps & { live: LiveHub };

/**
 * GET /api/live?workspaceId=…: tells an open page what has changed (contracts/live.ts), without content, for as long as
 * its session and membership last. Who does not ask for an event stream is only told whether they might.
 * @throws AppError RATE_LIMITED where the person has as many open as they may.
 */
export function handleLive(deps: LiveDeps, request: Request): Promise<Response> {
  return respond(deps, request, async (context) => {
    const me = await requirePrincipal(context);
    await context.countOperations(me);
    const { userId, onlyWorkspaceId } = me;
    const workspaceId = Id.parse(new URL(request.url).searchParams.get('workspaceId') ?? '');
    await assertMember(deps, context, { userId, onlyWorkspaceId, workspaceId });
    const { requestId } = context.request;
    if (!request.headers.get('accept')?.includes('text/event-stream')) {
      return streamOf(null, requestId);
    }
    const stillMember = async () => {
      const again = createContext(deps, request, () => undefined);
      const principal = await requirePrincipal(again);
      if (principal.userId !== userId) throw new AppError('UNAUTHENTICATED');
      await assertMember(deps, again, { userId, onlyWorkspaceId, workspaceId });
    };
    return streamOf(openStream(deps, request, { userId, workspaceId, stillMember }), requestId);
  });
}

async function assertMember(
  deps: LiveDeps,
  { request }: Context,
  who: { userId: string; onlyWorkspaceId: string | null; workspaceId: string },
): Promise<void> {
  await inWorkspace(deps, { ...who, request }, (scope) => {
    assertPermitted(scope.caller, 'workspace:view');
    return Promise.resolve();
  });
}

function streamOf(body: ReadableStream<Uint8Array> | null, requestId: string): Response {
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    },
  });
}

function openStream(
  { live, log }: LiveDeps,
  request: Request,
  viewer: { userId: string; workspaceId: string; stillMember: () => Promise<void> },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const { userId, workspaceId, stillMember } = viewer;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const timers: NodeJS.Timeout[] = [];
  const say = (text: string): void => controller?.enqueue(encoder.encode(text));
  /** The reader has gone, or is sent away by `end`. */
  const stop = (): void => {
    controller = null;
    for (const timer of timers) clearInterval(timer);
    leave?.();
  };
  const end = (): void => {
    const open = controller;
    stop();
    open?.close();
  };
  const leave = live.join({
    userId,
    workspaceId,
    onChange: (what) => say(`data: ${JSON.stringify({ what })}\n\n`),
    onEnd: end,
  });
  if (leave === null) throw new AppError('RATE_LIMITED', { retryAfterSeconds: 30 });
  const recheck = async (): Promise<void> => {
    try {
      await stillMember();
    } catch (error) {
      if (error instanceof AppError) end();
      else log.warn({ error }, 'a live page could not be checked again');
    }
  };
  return new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened;
      say(': here\n\n');
      timers.push(
        setInterval(() => say(': still here\n\n'), HEARTBEAT_MS),
        setInterval(() => void recheck(), RECHECK_MS),
      );
      if (request.signal.aborted) end();
      else request.signal.addEventListener('abort', end);
    },
    cancel: stop,
  });
}
