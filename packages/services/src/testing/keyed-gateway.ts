import { createGateway } from '@geko/gateway/gateway';

const keys = { keys: ['none'], baseUrl: 'http://127.0.0.1:1' };

/** A gateway with a key for every provider, which none is called with: admission asks whether there is one. */
export const keyedGateway = createGateway({
  providers: {
    openai: keys,
    anthropic: keys,
    google: keys,
    mistral: keys,
    deepseek: keys,
    groq: keys,
    compatible: keys,
  },
  demoUrl: null,
  now: () => 0,
  epochMs: () => 0,
});
