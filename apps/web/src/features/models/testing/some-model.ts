import type { Model } from '@geko/contracts/models';

/** A free model that chats and may be used, but for what is told of it. */
export function someModel(id: string, told: Partial<Model> = {}): Model {
  return {
    id,
    provider: 'openai',
    name: id.toUpperCase(),
    kind: 'chat',
    tier: 'free',
    contextTokens: 1,
    maxOutputTokens: 1,
    abilities: { vision: false, tools: false, reasoning: false, json: false },
    releasedOn: null,
    price: null,
    markupBps: null,
    isEnabled: true,
    access: { isAllowed: true },
    ...told,
  };
}
