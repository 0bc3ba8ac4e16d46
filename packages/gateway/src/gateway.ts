import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { ProviderId } from '@geko/contracts/models';
import type { CompletionCall, CompletionEnd } from './completion.ts';
import { makeFailure } from './failure.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { providerTable } from './providers/table.ts';
import { runRelay } from './relay.ts';
import { runGeneration } from './run-generation.ts';
import { runTranslated } from './translate-call.ts';
import { unableTo, type Unable } from './unable-to.ts';
import { createUpstreams, type UpstreamSettings } from './upstreams.ts';

export type GatewaySettings = UpstreamSettings & {
  /** Milliseconds from any fixed point; only differences are used. */
  now: () => number;
};

export type Gateway = {
  hasKey(provider: ProviderId): boolean;
  keyCount(provider: ProviderId): number;
  /**
   * Calls a provider once, without retries, and tells each piece as it comes (synchronously; it is not
   * awaited). Never throws, and resolves exactly once: see `GenerationEnd` for every way it can end.
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
  complete(call: CompletionCall, onEvents: (events: string) => void): Promise<CompletionEnd>;
};

function endWithoutKey(provider: ProviderId): GenerationEnd {
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
    failure: makeFailure('no_key', null, `no key for ${provider}`),
  };
}

/** The one door to every provider. */
export function createGateway({ now, ...settings }: GatewaySettings): Gateway {
  const upstreams = createUpstreams(settings);
  return {
    hasKey: (provider) => upstreams.keyCount(provider) > 0,
    keyCount: (provider) => upstreams.keyCount(provider),
    async generate(request, onPart) {
      const upstream = upstreams.take(request.provider, request.upstreamModel);
      if (!upstream) return endWithoutKey(request.provider);
      return runGeneration({ request, upstream, onPart, now });
    },
    unableTo: (provider, request) => unableTo(providerTable[provider], request),
    async complete(call, onEvents) {
      if (providerTable[call.provider].relay !== null) {
        const upstream = upstreams.takeRelay(call.provider);
        if (upstream) return runRelay({ call, upstream, onEvents, now });
      } else {
        const upstream = upstreams.take(call.provider, call.upstreamModel);
        if (upstream) return runTranslated({ call, upstream, onEvents, now });
      }
      return { ...endWithoutKey(call.provider), answer: null, frame: {}, reportedUsage: null };
    },
  };
}
