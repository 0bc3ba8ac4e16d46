import { KeyedProviderId } from '@geko/contracts/provider-keys';
import { makeHold } from '@geko/domain/hold';
import { type FakeProvider, startFakeProvider } from '@geko/fake-provider/fake-provider';
import { createGateway, type Gateway } from '../gateway.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from '../generation.ts';

/** Where each provider's dialect lives at the fake. */
export const fakePaths: Record<KeyedProviderId, string> = {
  openai: '/v1',
  anthropic: '/v1',
  google: '/v1beta',
  mistral: '/mistral/v1',
  deepseek: '/deepseek/v1',
  groq: '/groq/openai/v1',
  compatible: '/compatible/v1',
};

/** Every provider that is reached by key. */
export const keyedProviders = KeyedProviderId.options;

/** A gateway whose every provider is the same fake. */
export function gatewayAt(
  url: string,
  keys: readonly string[] = ['sk-test-key-000000001'],
): Gateway {
  const at = (path: string) => ({ keys: [...keys], baseUrl: `${url}${path}` });
  return createGateway({
    providers: {
      openai: at(fakePaths.openai),
      anthropic: at(fakePaths.anthropic),
      google: at(fakePaths.google),
      mistral: at(fakePaths.mistral),
      deepseek: at(fakePaths.deepseek),
      groq: at(fakePaths.groq),
      compatible: at(fakePaths.compatible),
    },
    demoUrl: url,
    now: () => performance.now(),
    epochMs: Date.now,
  });
}

export type Run = {
  end: GenerationEnd;
  parts: GenerationPart[];
  text: string;
  reasoning: string;
  tookMs: number;
};

/** One generation from its call to its end, with all that was told on the way. */
export async function run(
  gateway: Gateway,
  request: Partial<GenerationRequest> & { say?: string },
): Promise<Run> {
  const { say = 'Tell me something about geckos, please.', ...rest } = request;
  const parts: GenerationPart[] = [];
  const startedAt = performance.now();
  const end = await gateway.generate(
    {
      hold: makeHold({ turnId: 'turn-1', inputTokens: 100, maxOutputTokens: 500 }),
      provider: 'openai',
      upstreamModel: 'some-model',
      abilities: { reasoning: false },
      messages: [
        { role: 'system', text: 'Be kind.' },
        { role: 'user', text: say },
      ],
      signal: new AbortController().signal,
      idleTimeoutMs: 5000,
      ...rest,
    },
    (part) => parts.push(part),
  );
  const join = (kind: GenerationPart['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .map((part) => part.text)
      .join('');
  return {
    end,
    parts,
    text: join('text'),
    reasoning: join('reasoning'),
    tookMs: performance.now() - startedAt,
  };
}

export const startFake = (): Promise<FakeProvider> =>
  startFakeProvider({ mode: 'test', badKeys: ['sk-bad-key-00000001'] });
