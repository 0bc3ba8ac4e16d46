import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { makeHold } from '@geko/domain/hold';
import type { CompletionCall } from '../completion.ts';

/** A program's call of a model of OpenAI's, held for 500 tokens of output, that nobody stops. */
export function someCall(body: object = {}): CompletionCall {
  return {
    hold: makeHold({ turnId: 'call-1', inputTokens: 100, maxOutputTokens: 500 }),
    provider: 'openai',
    upstreamModel: 'some-model',
    abilities: { reasoning: false },
    startedAt: new Date(1_700_000_000_000),
    request: ChatCompletionRequest.parse({
      model: 'any',
      messages: [{ role: 'user', content: 'Tell me something about geckos, please.' }],
      ...body,
    }),
    signal: new AbortController().signal,
    idleTimeoutMs: 1_000,
  };
}
