import type { MediaRequest } from '@geko/contracts/media';
import { personOf } from '@geko/services/access/authenticate-program';
import { makeMedia } from '@geko/services/calls/make-media';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { startMedia, type StartedMedia } from '@geko/services/calls/start-media';
import { atDesk } from '@geko/services/policy/desk-at';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { meteredHeaders } from '../metered-headers.ts';
import type { ProgramCall } from './answer-program.ts';
import { failedCall } from './call-failure.ts';

/** Admits a program's call of a model that does not chat, and puts its limits and its estimate into the answer's headers. */
export async function startProgramMedia(
  deps: CallsDeps,
  { program, request, headers }: ProgramCall,
  media: MediaRequest,
): Promise<StartedMedia> {
  try {
    const started = await atDesk(deps, program, (desk) => startMedia(desk, deps, media));
    for (const [name, value] of Object.entries(meteredHeaders(started.metering))) {
      headers.set(name, value);
    }
    return started;
  } catch (error) {
    throw await answerRefusal(deps, { ...personOf(program), request }, error);
  }
}

/** What is made as a whole, once it is settled. abandoned: the program has left. */
export async function wholeMedia(
  deps: CallsDeps,
  call: ProgramCall,
  media: MediaRequest,
  abandoned: AbortSignal,
): Promise<Response> {
  const started = await startProgramMedia(deps, call, media);
  const made = await makeMedia(deps, started, { abandoned, onBytes: () => undefined });
  const { answer } = made.end;
  if (answer === null) throw failedCall(call, made);
  return new Response(answer.text, { headers: { 'content-type': answer.type } });
}
