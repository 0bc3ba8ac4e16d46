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

/** A provider that speaks the caller's dialect, its next key, and where to. */
export type ReadyRelay = {
  dialect: RelayDialect;
  url: string;
  key: NamedKey;
  fetch: Fetch;
};

export type Upstreams = {
  keyCount(providerId: ProviderId): number;
  /** The next key of a provider and the model object for it; null = no key. */
  take(providerId: ProviderId, upstreamModel: string): ReadyUpstream | null;
  /** The next key of a provider that speaks OpenAI's dialect; null = it does not, or there is no key. */
  takeRelay(providerId: ProviderId): ReadyRelay | null;
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

  return {
    keyCount: (providerId) => rings.get(providerId)?.ring.count ?? 0,
    take(providerId, upstreamModel) {
      const source = rings.get(providerId);
      const key = source?.ring.next();
      if (!source || !key) return null;
      const provider = providerTable[providerId];
      const name = `${key.alias} ${upstreamModel}`;
      let model = models.get(name);
      if (!model) {
        model = provider.createModel({
          apiKey: key.key,
          baseUrl: source.baseUrl,
          upstreamModel,
          ...(fetch === undefined ? {} : { fetch }),
        });
        models.set(name, model);
      }
      return { provider, model, key };
    },
    takeRelay(providerId) {
      const { relay: dialect } = providerTable[providerId];
      const source = rings.get(providerId);
      const baseUrl = source?.baseUrl ?? dialect?.baseUrl ?? null;
      const key = dialect === null || baseUrl === null ? null : source?.ring.next();
      if (dialect === null || baseUrl === null || !key) return null;
      const url = `${baseUrl.replace(/\/$/u, '')}/chat/completions`;
      return { dialect, url, key, fetch: fetch ?? globalThis.fetch };
    },
  };
}
