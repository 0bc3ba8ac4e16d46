import { asProgram, personOf } from '@geko/services/access/authenticate-program';
import { bringPictures } from '@geko/services/calls/bring-pictures';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { routeCall } from '@geko/services/calls/route-call';
import { startCall, type AskedCall, type StartedCall } from '@geko/services/calls/start-call';
import type { Scope } from '@geko/services/deps';
import { atDesk } from '@geko/services/policy/desk-at';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { meteredHeaders } from '../metered-headers.ts';
import type { ProgramCall } from './answer-program.ts';

/** Longest body of a call, in bytes: room for a few pictures as data URLs. */
export const MAX_CALL_BYTES = 20_000_000;

/** An admitted call; what it asks, its pictures along; and how to run a verb in its program's name. */
export type StartedProgramCall = {
  started: StartedCall;
  asked: AskedCall;
  asCaller: <T>(verb: (scope: Scope) => Promise<T>) => Promise<T>;
};

/**
 * Asks admission for a program's call, which takes its hold, and brings the pictures that its provider does not fetch.
 * abandoned: the program has left. Throws the refusal with its remedies.
 */
export async function startProgramCall(
  deps: CallsDeps,
  { program, request, headers }: ProgramCall,
  wanted: AskedCall,
  abandoned: AbortSignal,
): Promise<StartedProgramCall> {
  const asCaller: StartedProgramCall['asCaller'] = (verb) =>
    asProgram(deps, program, request, verb);
  try {
    const asked = await bringPictures(deps, { program, request }, wanted, abandoned);
    const started = await atDesk(deps, program, async (desk) =>
      startCall(desk, deps, await routeCall(desk, deps, asked)),
    );
    for (const [name, value] of Object.entries(meteredHeaders(started.metering))) {
      headers.set(name, value);
    }
    return { started, asked, asCaller };
  } catch (error) {
    throw await answerRefusal(deps, { ...personOf(program), request }, error);
  }
}
