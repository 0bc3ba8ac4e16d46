import type {
  JSONObject,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import type { Model, ProviderId } from '@geko/contracts/models';
import type { RelayDialect } from '../relay-body.ts';

export type Fetch = typeof globalThis.fetch;

/** Where and with which key to reach a provider. */
export type Upstream = {
  apiKey: string;
  /** null = the provider's own address. Includes the version path, as in "https://api.openai.com/v1". */
  baseUrl: string | null;
  /** The provider's own name of the model. */
  upstreamModel: string;
  fetch?: Fetch;
};

/** What a model can do, as far as a provider's call options depend on it. */
export type ModelFacts = {
  upstreamModel: string;
  abilities: Pick<Model['abilities'], 'reasoning'>;
};

/** What one chunk, as the provider sent it, tells before the end of the stream. */
export type RawNews = {
  /** Input classes only, where they are final: output counted in mid-stream is not. */
  input: Pick<TokenUsage, 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens'> | null;
  finishReason: string | null;
  /** Its counts as it says them, which stand in for those of chunks before; final once it has said why it ended. */
  usage: JSONObject | null;
};

/** One provider: how to reach it, and how to read what it says about tokens. */
export type Provider = {
  id: ProviderId;
  createModel(upstream: Upstream): LanguageModelV4;
  callOptions(facts: ModelFacts): Pick<LanguageModelV4CallOptions, 'providerOptions'>;
  /**
   * Usage in Geko's classes. It reads `usage.raw`, the provider's own object: the SDK's converted counts
   * turn what the provider left out into zero. What is absent stays null.
   */
  normaliseUsage(
    usage: LanguageModelV4Usage,
    end: { hasFinishReason: boolean; providerMetadata: SharedV4ProviderMetadata | null },
  ): TokenUsage;
  /** Where it answers OpenAI's own dialect, which is passed through to it; null = it speaks another one. */
  relay: RelayDialect | null;
  /** Its own address, version path included, where it speaks Anthropic's dialect, which is then passed through to it. */
  messagesUrl?: string;
  /**
   * Whether it fetches pictures from https addresses, from a network of its own. What it does not fetch, or would fetch
   * from inside ours, we do, and it comes along.
   */
  fetchesPictures: boolean;
  /** Reads chunks as they come: what the SDK tells only at a stream's end, which may never come; null = nothing new. */
  readRaw(chunk: JSONObject): RawNews | null;
};

export const ABSENT_USAGE: TokenUsage = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

export const noCallOptions = (): Pick<LanguageModelV4CallOptions, 'providerOptions'> => ({});

/** `baseURL` and `fetch` for an SDK factory, left out where they are not set. */
export function addressOf({ baseUrl, fetch }: Upstream): { baseURL?: string; fetch?: Fetch } {
  return {
    ...(baseUrl === null ? {} : { baseURL: baseUrl }),
    ...(fetch === undefined ? {} : { fetch }),
  };
}
