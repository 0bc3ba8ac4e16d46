import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { ProviderTested, TestProvider } from '@geko/contracts/llm';
import { asProgram } from '@geko/services/access/authenticate-program';
import { completeCall, type CallsDeps } from '@geko/services/calls/complete-call';
import { pickTestModel } from '@geko/services/llm/pick-test-model';
import { callFailure } from '../http/v1/call-failure.ts';
import { startProgramCall } from '../http/v1/start-program-call.ts';
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
  const { signal: abandoned } = call.httpRequest;
  const wanted = { request, message: null };
  const { started, asked, asCaller } = await startProgramCall(deps, call, wanted, abandoned);
  const ended = await completeCall(deps, started, asked, {
    abandoned,
    asCaller,
    onEvents: () => undefined,
  });
  const isWell = ended.end.answer !== null;
  return {
    provider,
    model,
    isWell,
    problem: isWell ? null : callFailure(ended).message,
    latencyMs: Math.round(ended.end.durationMs),
    receiptId: started.turnId,
    ...priceOf(ended.receipt),
  };
}
