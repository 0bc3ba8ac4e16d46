import { asProgram, personOf } from '@geko/services/access/authenticate-program';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { startCall, type StartedCall } from '@geko/services/calls/start-call';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { meteredHeaders } from '../metered-headers.ts';
import type { ProgramCall } from './answer-program.ts';

/** Longest body of a call, in bytes: room for a few pictures as data URLs. */
export const MAX_CALL_BYTES = 20_000_000;

/** Asks admission for a program's call, which takes its hold. Throws the refusal with its remedies. */
export async function startProgramCall(
  deps: CallsDeps,
  { program, request, headers }: ProgramCall,
  body: ChatCompletionRequest,
  message: MessagesRequest | null = null,
): Promise<StartedCall> {
  try {
    const started = await asProgram(deps, program, request, (scope) =>
      startCall(scope, deps, body, message),
    );
    for (const [name, value] of Object.entries(meteredHeaders(started.metering))) {
      headers.set(name, value);
    }
    return started;
  } catch (error) {
    throw await answerRefusal(deps, { ...personOf(program), request }, error);
  }
}
