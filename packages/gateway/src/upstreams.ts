import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ProviderId } from '@geko/contracts/models';
import type { RelayDialect } from './relay-body.ts';
import { createKeyRing, type KeyRing, type NamedKey } from './keys.ts';
import { DEMO_KEY } from './providers/demo.ts';
import type { Fetch, Provider } from './providers/provider.ts';
import { providerTable } from './providers/table.ts';

export type UpstreamSettings = {
  /** Keys of each provider, and an address other than its own. A compatible provider needs an address. */
  providers: Record<Exclude<ProviderId, 'demo'>, { keys: string[]; baseUrl: string | null }>;
  /** Where the demonstration provider listens; null = there is none. */
  demoUrl: string | null;
  fetch?: Fetch;
};

export type ReadyUpstream = { provider: Provider; model: LanguageModelV4; key: NamedKey };

/** A provider that speaks the caller's dialect, its next key, and where to. dialect: OpenAI's, as it has it, or Anthropic's. */
export type ReadyRelay = {
  dialect: RelayDialect | 'messages';
  url: string;
  key: NamedKey;
  fetch: Fetch;
};

export type Upstreams = {
  ringOf(providerId: ProviderId): KeyRing;
  /** The model object for a key. */
  ready(providerId: ProviderId, upstreamModel: string, key: NamedKey): ReadyUpstream;
  /** Where a provider's own dialect is OpenAI's; null = it speaks another one. */
  readyRelay(providerId: ProviderId, key: NamedKey): ReadyRelay | null;
  /** The same for Anthropic's. */
  readyMessages(providerId: ProviderId, key: NamedKey): ReadyRelay | null;
};

/** The demonstration server is told by host and port; its dialect lives under /v1. */
function demoBaseUrl(demoUrl: string): string {
  const url = new URL(demoUrl);
  return url.pathname === '/' ? `${url.origin}/v1` : demoUrl;
}

/** Keys in turn, and model objects that are made once and kept: making one costs more than a short call's stream. */
export function createUpstreams({ providers, demoUrl, fetch }: UpstreamSettings): Upstreams {
  const rings = new Map<ProviderId, { ring: KeyRing; baseUrl: string | null }>();
  for (const id of Object.keys(providerTable) as ProviderId[]) {
    const settings =
      id === 'demo'
        ? {
            keys: demoUrl === null ? [] : [DEMO_KEY],
            baseUrl: demoUrl === null ? null : demoBaseUrl(demoUrl),
          }
        : providers[id];
    const isReachable = id !== 'compatible' || settings.baseUrl !== null;
    rings.set(id, {
      ring: createKeyRing(id, isReachable ? settings.keys : []),
      baseUrl: settings.baseUrl,
    });
  }
  const models = new Map<string, LanguageModelV4>();
  const sourceOf = (id: ProviderId) => {
    const source = rings.get(id);
    if (!source) throw new TypeError(`${id} is no provider`);
    return source;
  };

  return {
    ringOf: (providerId) => sourceOf(providerId).ring,
    ready(providerId, upstreamModel, key) {
      const provider = providerTable[providerId];
      const name = `${key.alias} ${upstreamModel}`;
      let model = models.get(name);
      if (!model) {
        model = provider.createModel({
          apiKey: key.key,
          baseUrl: sourceOf(providerId).baseUrl,
          upstreamModel,
          ...(fetch === undefined ? {} : { fetch }),
        });
        models.set(name, model);
      }
      return { provider, model, key };
    },
    readyRelay(providerId, key) {
      const { relay: dialect } = providerTable[providerId];
      const baseUrl = sourceOf(providerId).baseUrl ?? dialect?.baseUrl ?? null;
      if (dialect === null || baseUrl === null) return null;
      const url = `${baseUrl.replace(/\/$/u, '')}/chat/completions`;
      return { dialect, url, key, fetch: fetch ?? globalThis.fetch };
    },
    readyMessages(providerId, key) {
      const { messagesUrl } = providerTable[providerId];
      if (messagesUrl === undefined) return null;
      const url = `${(sourceOf(providerId).baseUrl ?? messagesUrl).replace(/\/$/u, '')}/messages`;
      return { dialect: 'messages', url, key, fetch: fetch ?? globalThis.fetch };
    },
  };
}
