import type { ProviderId } from '@geko/contracts/models';
import { makeFailure } from './failure.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { runGeneration } from './run-generation.ts';
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
  };
}
