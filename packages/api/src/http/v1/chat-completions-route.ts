import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { answerCall, type CallWords } from './answer-call.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram } from './answer-program.ts';
import { streamEnd, usageOf } from './completion-end.ts';
import { toOpenAIError } from './openai-error.ts';
import { MAX_CALL_BYTES, startProgramCall } from './start-program-call.ts';
import { readJson } from '../read-json.ts';

/**
 * POST /api/v1/chat/completions, as OpenAI's clients call it. Every stream ends with the finish, the usage where it was
 * asked for, and [DONE], or with an error; either way after its settlement.
 */
export function handleChatCompletions(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, 'chat', async (call) => {
    const body = await readJson(request, ChatCompletionRequest, { maxBytes: MAX_CALL_BYTES });
    return answerOnce(deps, request, call, {
      asked: body,
      answer: async (abandoned) => {
        const running = await startProgramCall(
          deps,
          call,
          { request: body, message: null },
          abandoned,
        );
        const words = wordsFor(body, call.request.requestId);
        return answerCall(deps, { ...running, call, abandoned, words });
      },
    });
  });
}

function wordsFor(body: ChatCompletionRequest, requestId: string): CallWords {
  const wantsUsage = body.stream_options?.include_usage === true;
  return {
    whole: (call, end) => ({ ...end.answer, usage: usageOf(call, end) }),
    streamEnd: (call, end) => streamEnd(call, end, { wantsUsage }),
    streamError: (error) => `data: ${JSON.stringify(toOpenAIError(error, requestId).body)}\n\n`,
    heartbeat: ': still here\n\n',
  };
}
