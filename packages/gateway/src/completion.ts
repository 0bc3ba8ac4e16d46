import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import type { GenerationEnd } from './generation.ts';
import type { ModelFacts } from './providers/provider.ts';

/** A program's chat completion. */
export type CompletionCall = {
  /** Without one no provider is called; its maxOutputTokens is the call's. */
  hold: Hold;
  provider: ProviderId;
  /** The provider's own name of the model. */
  upstreamModel: string;
  abilities: ModelFacts['abilities'];
  /** What is asked, in OpenAI's dialect. */
  request: ChatCompletionRequest;
  /** The same as it was asked in Anthropic's, in which it is then answered; null = it was not. */
  message?: MessagesRequest | null;
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
  /** What a stream's chunks have in common: id, created, model. In Anthropic's dialect, what its last event says beside usage. */
  frame: JSONObject;
  /** The provider's counts in the words of the answer's dialect; null = it gave none. */
  reportedUsage: JSONValue | null;
};

/**
 * Is told the events of a stream, as lines of a server-sent one. A promise: there are more of them than the caller has
 * taken, and no others are wanted until it resolves.
 */
export type TellEvents = (events: string) => Promise<void> | void;
