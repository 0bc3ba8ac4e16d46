import { CountTokensRequest, MessagesRequest } from '@geko/contracts/messages';
import { AppError } from '@geko/contracts/errors';
import { asProgram, personOf } from '@geko/services/access/authenticate-program';
import type { CallsDeps, CompletedCall } from '@geko/services/calls/complete-call';
import { countMessageTokens, messageEvent, toChatRequest } from '@geko/services/calls/message-call';
import type { StartedCall } from '@geko/services/calls/start-call';
import type { Deps } from '@geko/services/deps';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { readJson } from '../read-json.ts';
import { answerCall, type CallWords } from './answer-call.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram, type ProgramCall } from './answer-program.ts';
import { anthropicDialect, toAnthropicError } from './anthropic-error.ts';
import { MAX_CALL_BYTES, startProgramCall } from './start-program-call.ts';

/** Who names no version means the first. In the newer one what follows is gone; else they are alike here. */
const VERSIONS = ['2023-06-01', '2026-10-21'] as const;
const GONE = ['temperature', 'top_p', 'top_k'] as const satisfies (keyof MessagesRequest)[];

/**
 * POST /api/v1/messages, as Anthropic's clients call it, with every model that their key may use. Every stream ends with
 * message_delta, which has the usage, and message_stop, or with an error; either way after its settlement.
 */
export function handleMessages(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(
    deps,
    request,
    'chat',
    async (call) => {
      const version = versionOf(request.headers);
      const message = await readJson(request, MessagesRequest, { maxBytes: MAX_CALL_BYTES });
      const gone = version === '2026-10-21' && GONE.find((name) => message[name] !== undefined);
      if (gone) {
        const news = `${gone}: is no longer there in version ${version}.`;
        throw new AppError('BAD_REQUEST', { field: gone, message: news });
      }
      return answerOnce(deps, request, call, {
        asked: message,
        answer: async (abandoned) => {
          const wanted = { request: toChatRequest(message), message };
          const running = await startProgramCall(deps, call, wanted, abandoned);
          const words = wordsFor(call.request.requestId);
          return answerCall(deps, { ...running, call, abandoned, words });
        },
      });
    },
    anthropicDialect,
  );
}

/** POST /api/v1/messages/count_tokens: what admission would count, as our own count. Costs nothing. */
export function handleCountTokens(deps: Deps, request: Request): Promise<Response> {
  return answerProgram(
    deps,
    request,
    'chat',
    async (call) => {
      versionOf(request.headers);
      const asked = await readJson(request, CountTokensRequest, { maxBytes: MAX_CALL_BYTES });
      return Response.json({ input_tokens: await count(deps, call, asked) });
    },
    anthropicDialect,
  );
}

async function count(
  deps: Deps,
  { program, request }: ProgramCall,
  asked: CountTokensRequest,
): Promise<number> {
  try {
    return await asProgram(deps, program, request, (scope) =>
      countMessageTokens(scope, deps, asked),
    );
  } catch (error) {
    throw await answerRefusal(deps, { ...personOf(program), request }, error);
  }
}

function versionOf(headers: Headers): (typeof VERSIONS)[number] {
  const named = headers.get('anthropic-version');
  const version = named === null ? VERSIONS[0] : VERSIONS.find((each) => each === named);
  if (version !== undefined) return version;
  throw new AppError('BAD_REQUEST', {
    field: 'anthropic-version',
    message: `anthropic-version: can only be ${VERSIONS.join(' or ')}.`,
  });
}

function wordsFor(requestId: string): CallWords {
  return {
    whole: (call, end) => ({ ...end.answer, usage: usageOf(call, end) }),
    streamEnd: (call, end) =>
      messageEvent('message_delta', { ...end.frame, usage: usageOf(call, end) }) +
      messageEvent('message_stop'),
    streamError: (error) => messageEvent('error', toAnthropicError(error, requestId).body),
    heartbeat: messageEvent('ping'),
  };
}

/** The provider's own usage, or our count where it told none. */
function usageOf({ hold }: StartedCall, { reportedUsage, counted }: CompletedCall['end']) {
  return (
    reportedUsage ?? {
      input_tokens: hold.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: counted.outputTokens,
    }
  );
}
