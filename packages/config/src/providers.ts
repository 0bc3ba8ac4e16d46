/** Providers that take keys from the environment, and the name each has there. */
export const providerNames = {
  openai: 'OPENAI',
  anthropic: 'ANTHROPIC',
  google: 'GOOGLE',
  mistral: 'MISTRAL',
  deepseek: 'DEEPSEEK',
  groq: 'GROQ',
  compatible: 'COMPATIBLE',
} as const;

export type ProviderName = keyof typeof providerNames;

/** The providers in the order they are shown. */
export const providerOrder = Object.keys(providerNames) as ProviderName[];
