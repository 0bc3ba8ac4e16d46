import type { CompletionEnd, TellEvents } from '@geko/gateway/completion';
import type { Deps, Scope } from '../deps.ts';
import type { EndedCall, RunningCalls } from './running-calls.ts';
import { switchCall, type AskedCall, type StartedCall } from './start-call.ts';
import { listFallbacks, withFallbacks } from './with-fallbacks.ts';

/** What completing calls needs beside the verbs. */
export type CallsDeps = Deps & { calls: RunningCalls };

export type CompletedCall = EndedCall<CompletionEnd>;

/**
 * Carries an admitted completion to its settled end, telling the events of its stream (Gateway.complete); where nobody
 * accepts it, with the models that stand in for its own: the call then says which. abandoned: the program has left. asCaller
 * runs a verb in the program's name. It is answered in the dialect in which it was asked.
 */
export async function completeCall(
  deps: CallsDeps,
  call: StartedCall,
  asked: AskedCall,
  {
    abandoned,
    onEvents,
    asCaller,
  }: {
    abandoned: AbortSignal;
    onEvents: TellEvents;
    asCaller: <T>(verb: (scope: Scope) => Promise<T>) => Promise<T>;
  },
): Promise<CompletedCall> {
  const { calls, gateway, settings } = deps;
  const all = await settings();
  const ask = (signal: AbortSignal) => {
    // A whole answer gives no sign of life before it is there.
    const waitsLong = call.abilities.reasoning || !asked.request.stream;
    const idleTimeoutMs = waitsLong
      ? all['gateway.reasoning_idle_timeout_ms']
      : all['gateway.idle_timeout_ms'];
    return gateway.complete({ ...call, ...asked, signal, idleTimeoutMs }, onEvents);
  };
  return calls.run(
    call,
    (signal) =>
      withFallbacks(() => ask(signal), {
        signal,
        fallbackIds: () => listFallbacks(deps.db, call.modelId),
        async switchTo(modelId) {
          const next = await asCaller((scope) => switchCall(scope, deps, asked, { call, modelId }));
          if (next) Object.assign(call, next);
          return next !== null;
        },
      }),
    abandoned,
  );
}
