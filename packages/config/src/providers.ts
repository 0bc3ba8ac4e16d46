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

/** The variables that name keys, each with how many: `settled` of the pool of provider keys. */
export function settledVariables(
  providers: Record<ProviderName, { keys: readonly string[] }>,
): { provider: ProviderName; variable: string; count: number }[] {
  return providerOrder.map((provider) => ({
    provider,
    variable: `${providerNames[provider]}_API_KEYS`,
    count: providers[provider].keys.length,
  }));
}
