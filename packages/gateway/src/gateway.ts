import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { ProviderId } from '@geko/contracts/models';
import type { CompletionCall, CompletionEnd, TellEvents } from './completion.ts';
import type { Failure } from './failure.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { providerTable } from './providers/table.ts';
import { runRelay } from './relay.ts';
import { runGeneration } from './run-generation.ts';
import { runTranslated } from './translate-call.ts';
import { tryKeys } from './try-keys.ts';
import { unableTo, type Unable } from './unable-to.ts';
import { createKeyPool, type KeyPool, type PoolSettings } from './key-pool.ts';
import { createUpstreams, settledKeys, type UpstreamSettings } from './upstreams.ts';

export type GatewaySettings = UpstreamSettings & {
  /** Milliseconds from any fixed point; only differences are used. */
  now: () => number;
  /** Milliseconds of the epoch: what processes tell each other of their keys. */
  epochMs: () => number;
  pool?: PoolSettings;
};

export type Gateway = {
  hasKey(provider: ProviderId): boolean;
  keyCount(provider: ProviderId): number;
  /** The keys that providers are called with; those of the settings until others take their place. */
  pool: Omit<KeyPool, 'pick' | 'carry'>;
  /**
   * Calls a provider, with another of its keys where it does not accept the call (tryKeys), and tells each piece as it
   * comes (synchronously; it is not awaited). Never throws, and resolves exactly once: see `GenerationEnd` for every way
   * it can end.
   */
  generate(
    request: GenerationRequest,
    onPart: (part: GenerationPart) => void,
  ): Promise<GenerationEnd>;
  /** What of a completion a provider cannot do; null = it can do all of it. */
  unableTo(provider: ProviderId, request: ChatCompletionRequest): Unable | null;
  /**
   * Carries a program's completion as `generate` does, and tells the events of its stream: lines of a server-sent stream,
   * up to why it ended, without usage and without [DONE]. Passed through where the provider speaks OpenAI's dialect,
   * translated elsewhere.
   */
  complete(call: CompletionCall, onEvents: TellEvents): Promise<CompletionEnd>;
};

function endUnasked(failure: Failure): GenerationEnd {
  return {
    outcome: 'failed',
    usage: null,
    rawUsage: null,
    counted: { outputTokens: 0, textChars: 0, reasoningChars: 0 },
    hasStarted: false,
    hasDelivered: false,
    keyAlias: null,
    timeToFirstTokenMs: null,
    durationMs: 0,
    finishReason: null,
    failure,
  };
}

/** The one door to every provider. */
export function createGateway({
  now,
  epochMs,
  pool: poolSettings,
  ...settings
}: GatewaySettings): Gateway {
  const upstreams = createUpstreams(settings);
  const pool = createKeyPool({ epochMs, ...(poolSettings && { settings: poolSettings }) });
  pool.replace(settledKeys(settings), new Set());
  return {
    hasKey: (provider) => pool.count(provider) > 0,
    keyCount: pool.count,
    pool,
    async generate(request, onPart) {
      const { provider, upstreamModel, signal } = request;
      const end = await tryKeys({ pool, provider, now, signal }, (key, cut, onSign) => {
        const upstream = upstreams.ready(key, upstreamModel);
        const hear = (part: GenerationPart) => (onSign(), onPart(part));
        return runGeneration({ request: { ...request, signal: cut }, upstream, onPart: hear, now });
      });
      return 'outcome' in end ? end : endUnasked(end.failure);
    },
    unableTo: (provider, request) => unableTo(providerTable[provider], request),
    async complete(call, onEvents) {
      const { provider, upstreamModel, signal } = call;
      const end = await tryKeys({ pool, provider, now, signal }, (key, cut, onSign) => {
        const attempt = { ...call, signal: cut };
        const hear = (events: string) => (onSign(), onEvents(events));
        const relay = upstreams.readyRelay(key);
        if (relay) return runRelay({ call: attempt, upstream: relay, onEvents: hear, now });
        const upstream = upstreams.ready(key, upstreamModel);
        return runTranslated({ call: attempt, upstream, onEvents: hear, now });
      });
      if ('outcome' in end) return end;
      return { ...endUnasked(end.failure), answer: null, frame: {}, reportedUsage: null };
    },
  };
}
