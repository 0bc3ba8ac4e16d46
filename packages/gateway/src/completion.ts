import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import type { GenerationEnd } from './generation.ts';
import type { ModelFacts } from './providers/provider.ts';

/** A program's chat completion, in OpenAI's dialect. */
export type CompletionCall = {
  /** Without one no provider is called; its maxOutputTokens is the call's. */
  hold: Hold;
  provider: ProviderId;
  /** The provider's own name of the model. */
  upstreamModel: string;
  abilities: ModelFacts['abilities'];
  request: ChatCompletionRequest;
  startedAt: Date;
  /** Aborted = stopped by us. */
  signal: AbortSignal;
  /** The longest silence allowed: before the first event, and between any two; of a whole answer, before it is there. */
  idleTimeoutMs: number;
};

/** How it ended. */
export type CompletionEnd = GenerationEnd & {
  /** The whole answer of a call that does not stream; null where there is none. */
  answer: JSONObject | null;
  /** What a stream's chunks have in common: id, created, model. */
  frame: JSONObject;
  /** The provider's counts in OpenAI's words; null = it gave none. */
  reportedUsage: JSONValue | null;
};

/**
 * Is told the events of a stream, as lines of a server-sent one. A promise: there are more of them than the caller has
 * taken, and no others are wanted until it resolves.
 */
export type TellEvents = (events: string) => Promise<void> | void;
