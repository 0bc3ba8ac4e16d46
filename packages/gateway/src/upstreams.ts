import type { LanguageModelV4 } from '@ai-sdk/provider';
import { providerIds, type ProviderId } from '@geko/contracts/models';
import type { PoolKey } from './pool-key.ts';
import { DEMO_KEY } from './providers/demo.ts';
import type { Fetch, Provider } from './providers/provider.ts';
import { providerTable } from './providers/table.ts';
import type { RelayDialect } from './relay-body.ts';

export type UpstreamSettings = {
  /** Keys of each provider, and an address other than its own. A compatible provider needs an address. */
  providers: Record<
    Exclude<ProviderId, 'demo' | 'local'>,
    { keys: string[]; baseUrl: string | null }
  >;
  /** Where the demonstration provider listens; null = there is none. */
  demoUrl: string | null;
  /** The door to this server's own models, version path included, and what it asks for; null or absent = there is none. */
  localDoor?: { url: string; key: string } | null;
  fetch?: Fetch;
};

export type ReadyUpstream = { provider: Provider; model: LanguageModelV4; key: PoolKey };

/** A provider that speaks the caller's dialect, the key, and where to. dialect: OpenAI's, as it has it, or Anthropic's. */
export type ReadyRelay = {
  dialect: RelayDialect | 'messages';
  url: string;
  key: PoolKey;
  fetch: Fetch;
};

export type Upstreams = {
  /** The model object for a key. */
  ready(key: PoolKey, upstreamModel: string): ReadyUpstream;
  /** Where a provider's own dialect is OpenAI's; null = it speaks another one. */
  readyRelay(key: PoolKey): ReadyRelay | null;
  /** The same for Anthropic's. */
  readyMessages(key: PoolKey): ReadyRelay | null;
};

/** The demonstration server is told by host and port; its dialect lives under /v1. */
function demoBaseUrl(demoUrl: string): string {
  const url = new URL(demoUrl);
  return url.pathname === '/' ? `${url.origin}/v1` : demoUrl;
}

/** Where a provider is reached when its key does not say; null = at the provider's own address. */
export function settledBaseUrl(
  { providers, demoUrl, localDoor }: Pick<UpstreamSettings, 'providers' | 'demoUrl' | 'localDoor'>,
  id: ProviderId,
): string | null {
  if (id === 'demo') return demoUrl === null ? null : demoBaseUrl(demoUrl);
  if (id === 'local') return localDoor?.url ?? null;
  return providers[id].baseUrl;
}

/** Providers that have no address of their own. */
const withoutHome: ReadonlySet<ProviderId> = new Set(['compatible', 'demo', 'local']);

function keysOf({ providers, localDoor }: UpstreamSettings, provider: ProviderId): string[] {
  if (provider === 'demo') return [DEMO_KEY];
  if (provider === 'local') return localDoor ? [localDoor.key] : [];
  return providers[provider].keys;
}

/** The keys that the settings name. Aliases count from one in their order: "openai-1". */
export function settledKeys(settings: UpstreamSettings): PoolKey[] {
  return providerIds.flatMap((provider) => {
    const baseUrl = settledBaseUrl(settings, provider);
    const isReachable = baseUrl !== null || !withoutHome.has(provider);
    const keys = keysOf(settings, provider);
    return (isReachable ? keys : []).map((key, index) => ({
      alias: `${provider}-${index + 1}`,
      provider,
      key,
      baseUrl,
      weight: 1,
      mode: 'open' as const,
    }));
  });
}

/** Model objects are made once for a key and kept as long as it: making one costs more than a short call's stream. */
export function createUpstreams({ fetch }: Pick<UpstreamSettings, 'fetch'>): Upstreams {
  const models = new WeakMap<PoolKey, Map<string, LanguageModelV4>>();
  return {
    ready(key, upstreamModel) {
      const provider = providerTable[key.provider];
      const made = models.get(key) ?? new Map<string, LanguageModelV4>();
      models.set(key, made);
      const model =
        made.get(upstreamModel) ??
        provider.createModel({
          apiKey: key.key,
          baseUrl: key.baseUrl,
          upstreamModel,
          ...(fetch === undefined ? {} : { fetch }),
        });
      made.set(upstreamModel, model);
      return { provider, model, key };
    },
    readyRelay(key) {
      const { relay: dialect } = providerTable[key.provider];
      const baseUrl = key.baseUrl ?? dialect?.baseUrl ?? null;
      if (dialect === null || baseUrl === null) return null;
      const url = `${baseUrl.replace(/\/$/u, '')}/chat/completions`;
      return { dialect, url, key, fetch: fetch ?? globalThis.fetch };
    },
    readyMessages(key) {
      const { messagesUrl } = providerTable[key.provider];
      if (messagesUrl === undefined) return null;
      const url = `${(key.baseUrl ?? messagesUrl).replace(/\/$/u, '')}/messages`;
      return { dialect: 'messages', url, key, fetch: fetch ?? globalThis.fetch };
    },
  };
}
