import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { ProviderTested, TestProvider } from '@geko/contracts/llm';
import { asProgram } from '@geko/services/access/authenticate-program';
import { completeCall, type CallsDeps } from '@geko/services/calls/complete-call';
import { pickTestModel } from '@geko/services/llm/pick-test-model';
import { callFailure } from '../http/v1/call-failure.ts';
import { start } from '../http/v1/chat-completions-route.ts';
import { priceOf } from './invoke.ts';
import type { PersonCall } from './rest-row.ts';

/** Enough for every model to answer something, and next to nothing. */
const FEW_TOKENS = 16;

/**
 * One tiny call to a provider, by way of admission like any other: whether it answers, and how quickly.
 * @throws AppError NOT_FOUND for a model that there is none of; admission's refusals, which say nothing of the provider
 */
export async function testProvider(
  deps: CallsDeps,
  call: PersonCall,
  input: TestProvider,
): Promise<ProviderTested> {
  const { provider } = input;
  const model = await asProgram(deps, call.program, call.request, (scope) =>
    pickTestModel(scope, deps.gateway, input),
  );
  const request: ChatCompletionRequest = {
    model,
    messages: [{ role: 'user', content: 'Answer with the word OK.' }],
    max_tokens: FEW_TOKENS,
  };
  const { started, asCaller } = await start(deps, call, request, call.httpRequest.signal);
  const ended = await completeCall(deps, started, request, {
    abandoned: call.httpRequest.signal,
    asCaller,
    onEvents: () => undefined,
  });
  const isWell = ended.end.answer !== null;
  return {
    provider,
    model,
    isWell,
    problem: isWell ? null : callFailure(ended.end).message,
    latencyMs: Math.round(ended.end.durationMs),
    receiptId: started.turnId,
    ...priceOf(ended.receipt),
  };
}
