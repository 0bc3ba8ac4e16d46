import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import type { ProviderId } from '@geko/contracts/models';
import type { CompletionCall, CompletionEnd, TellEvents } from './completion.ts';
import { type Failure, makeFailure } from './failure.ts';
import type { MediaCall, MediaEnd } from './media/media-call.ts';
import { runMedia } from './media/run-media.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { runAsMessage } from './messages/run-as-message.ts';
import { providerTable } from './providers/table.ts';
import { runRelay } from './relay.ts';
import { runGeneration } from './run-generation.ts';
import { runTranslated } from './translate-call.ts';
import { tryKeys } from './try-keys.ts';
import type { PictureAddress } from './picture-addresses.ts';
import { picturesToBring, unableTo, type Unable } from './unable-to.ts';
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
  unableTo(
    provider: ProviderId,
    request: ChatCompletionRequest,
    message?: MessagesRequest | null,
  ): Unable | null;
  /** The pictures of a completion that a provider must be brought, as it cannot or should not fetch them itself. */
  picturesToBring(
    provider: ProviderId,
    request: ChatCompletionRequest,
    message?: MessagesRequest | null,
  ): PictureAddress[];
  /**
   * Carries a program's completion as `generate` does, and tells the events of its stream: lines of a server-sent stream,
   * up to why it ended, without usage and without [DONE] or message_stop. Passed through where the provider speaks the
   * caller's dialect, translated elsewhere.
   */
  complete(call: CompletionCall, onEvents: TellEvents): Promise<CompletionEnd>;
  /**
   * Carries a program's call of a model that does not chat as `generate` does, and tells the pieces of speech as they
   * come: sound, or the events of it where those are asked for. Only where the provider speaks OpenAI's dialect
   * (mediaTable).
   */
  make(call: MediaCall, onBytes: (bytes: Uint8Array) => void): Promise<MediaEnd>;
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
  const placeOf = (id: ProviderId) => ({ isOwnAddress: pool.isAtOwnAddress(id) });
  return {
    hasKey: (provider) => pool.count(provider) > 0,
    keyCount: (provider) => pool.count(provider),
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
    unableTo: (provider, request, message = null) =>
      unableTo(providerTable[provider], request, placeOf(provider), message),
    picturesToBring: (provider, request, message = null) =>
      picturesToBring(providerTable[provider], request, placeOf(provider), message),
    async complete(call, onEvents) {
      const { provider, upstreamModel, signal } = call;
      const end = await tryKeys({ pool, provider, now, signal }, (key, cut, onSign) => {
        const attempt = { ...call, signal: cut };
        const hear = (events: string) => (onSign(), onEvents(events));
        const messages = call.message ? upstreams.readyMessages(key) : null;
        if (messages) return runRelay({ call: attempt, upstream: messages, onEvents: hear, now });
        return runAsMessage(attempt, hear, (tell) => {
          const relay = upstreams.readyRelay(key);
          if (relay) return runRelay({ call: attempt, upstream: relay, onEvents: tell, now });
          const upstream = upstreams.ready(key, upstreamModel);
          return runTranslated({ call: attempt, upstream, onEvents: tell, now });
        });
      });
      if ('outcome' in end) return end;
      return { ...endUnasked(end.failure), answer: null, frame: {}, reportedUsage: null };
    },
    async make(call, onBytes) {
      const { provider, signal } = call;
      const unasked = (failure: Failure): MediaEnd => ({
        ...endUnasked(failure),
        units: null,
        answer: null,
        closing: null,
      });
      const end = await tryKeys({ pool, provider, now, signal }, async (key, cut, onSign) => {
        const upstream = upstreams.readyRelay(key);
        if (!upstream) return unasked(makeFailure('no_key', null, `${provider} makes no media`));
        const hear = (bytes: Uint8Array) => (onSign(), onBytes(bytes));
        return runMedia({ call: { ...call, signal: cut }, upstream, onBytes: hear, now });
      });
      return 'outcome' in end ? end : unasked(end.failure);
    },
  };
}
