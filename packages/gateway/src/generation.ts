import type { JSONValue } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import type { UnitCounts } from '@geko/domain/unit-pricing';
import type { OutputCount } from './count-output.ts';
import type { Failure } from './failure.ts';
import type { ModelFacts } from './providers/provider.ts';
import type { translateRequest } from './translate-request.ts';

export type PromptMessage = { role: 'system' | 'user' | 'assistant'; text: string };

export type GenerationRequest = {
  /** Without one no provider is called; its maxOutputTokens is the call's. */
  hold: Hold;
  provider: ProviderId;
  /** The provider's own name of the model. */
  upstreamModel: string;
  abilities: ModelFacts['abilities'];
  messages: readonly PromptMessage[];
  /** What a program asks for, in place of the messages; their words are then only kept out of logs. */
  translated?: ReturnType<typeof translateRequest>;
  /** Aborted = stopped by us. */
  signal: AbortSignal;
  /** The longest silence allowed: before the first event, and between any two. */
  idleTimeoutMs: number;
};

/** A piece of the answer as it arrives; never empty. A call of a function comes whole, its arguments as the text. */
export type GenerationPart =
  | { kind: 'text' | 'reasoning'; text: string }
  | { kind: 'tool'; text: string; call: CalledTool };

/** thoughtSignature: the mark that Google's models put on their calls and want back; null = none. */
export type CalledTool = { id: string; name: string; thoughtSignature: string | null };

/** How a generation ended: exactly one of these for each, whatever happened. */
export type GenerationEnd = {
  outcome: 'finished' | 'stopped' | 'failed';
  /**
   * The provider's counts; null = it gave none. Of a call that did not finish only counts that are final
   * are here: output is null where the provider's closing event never came.
   */
  usage: TokenUsage | null;
  /** What it made or took beside tokens; null = not told. Absent of what is made of tokens alone. */
  units?: UnitCounts | null;
  /** The usage as the provider sent it, for the record. */
  rawUsage: JSONValue | null;
  /** Our own count of what arrived, reasoning included. */
  counted: OutputCount;
  /** The provider accepted the call: some part of an answer, or usage, arrived. */
  hasStarted: boolean;
  /** It finished, was stopped by us, or failed after some output: what `settleCall` asks. */
  hasDelivered: boolean;
  keyAlias: string | null;
  /** Until the first text or reasoning; null = there was none. */
  timeToFirstTokenMs: number | null;
  durationMs: number;
  /** The provider's word, or the SDK's where it has none; null = it gave no reason. */
  finishReason: string | null;
  failure: Failure | null;
};
