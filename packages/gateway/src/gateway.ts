import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import type { ProviderId } from '@geko/contracts/models';
import type { CompletionCall, CompletionEnd } from './completion.ts';
import { makeFailure } from './failure.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { runAsMessage } from './messages/run-as-message.ts';
import { providerTable } from './providers/table.ts';
import { runRelay } from './relay.ts';
import { runGeneration } from './run-generation.ts';
import { runTranslated } from './translate-call.ts';
import { tryKeys } from './try-keys.ts';
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
   * Calls a provider, with another of its keys where it does not accept the call (tryKeys), and tells each piece as it
   * comes (synchronously; it is not awaited). Never throws, and resolves exactly once: see `GenerationEnd` for every way
   * it can end.
   */
  generate(
    request: GenerationRequest,
    onPart: (part: GenerationPart) => void,
  ): Promise<GenerationEnd>;
  /** What of a completion a provider cannot do; null = it can do all of it. */
  unableTo(
    provider: ProviderId,
    request: ChatCompletionRequest,
    message?: MessagesRequest | null,
  ): Unable | null;
  /**
   * Carries a program's completion as `generate` does, and tells the events of its stream: lines of a server-sent stream,
   * up to why it ended, without usage and without [DONE] or message_stop. Passed through where the provider speaks the
   * caller's dialect, translated elsewhere.
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
  const keyCount = (provider: ProviderId) => upstreams.ringOf(provider).count;
  return {
    hasKey: (provider) => keyCount(provider) > 0,
    keyCount,
    async generate(request, onPart) {
      const { provider, upstreamModel, signal } = request;
      const end = await tryKeys({ ring: upstreams.ringOf(provider), now, signal }, (key) => {
        const upstream = upstreams.ready(provider, upstreamModel, key);
        return runGeneration({ request, upstream, onPart, now });
      });
      return end ?? endWithoutKey(provider);
    },
    unableTo: (provider, request, message = null) =>
      unableTo(providerTable[provider], request, message),
    async complete(call, onEvents) {
      const { provider, upstreamModel, signal } = call;
      const end = await tryKeys({ ring: upstreams.ringOf(provider), now, signal }, (key) => {
        const messages = call.message && upstreams.readyMessages(provider, key);
        if (messages) return runRelay({ call, upstream: messages, onEvents, now });
        return runAsMessage(call, onEvents, (tell) => {
          const relay = upstreams.readyRelay(provider, key);
          if (relay) return runRelay({ call, upstream: relay, onEvents: tell, now });
          const upstream = upstreams.ready(provider, upstreamModel, key);
          return runTranslated({ call, upstream, onEvents: tell, now });
        });
      });
      return end ?? { ...endWithoutKey(provider), answer: null, frame: {}, reportedUsage: null };
    },
  };
}
