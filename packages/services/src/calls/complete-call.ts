import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { CompletionEnd, TellEvents } from '@geko/gateway/completion';
import type { Deps } from '../deps.ts';
import type { EndedCall, RunningCalls } from './running-calls.ts';
import type { StartedCall } from './start-call.ts';

/** What completing calls needs beside the verbs. */
export type CallsDeps = Deps & { calls: RunningCalls };

export type CompletedCall = EndedCall<CompletionEnd>;

/**
 * Carries an admitted completion to its settled end, telling the events of its stream (Gateway.complete). abandoned: the
 * program has left.
 */
export async function completeCall(
  { calls, gateway, settings }: CallsDeps,
  call: StartedCall,
  request: ChatCompletionRequest,
  { abandoned, onEvents }: { abandoned: AbortSignal; onEvents: TellEvents },
): Promise<CompletedCall> {
  const all = await settings();
  // A whole answer gives no sign of life before it is there.
  const waitsLong = call.abilities.reasoning || !request.stream;
  const idleTimeoutMs = waitsLong
    ? all['gateway.reasoning_idle_timeout_ms']
    : all['gateway.idle_timeout_ms'];
  return calls.run(
    call,
    (signal) => gateway.complete({ ...call, request, signal, idleTimeoutMs }, onEvents),
    abandoned,
  );
}
