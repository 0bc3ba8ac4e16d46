import type { Deps } from '../deps.ts';
import { routeCallTo, type Routed } from '../models/route-model.ts';
import type { Desk } from '../policy/desk.ts';
import type { PromptMessage } from './history.ts';

/** The model that a message of a chat goes to: the one that is named, or for `auto` by what is asked. */
export function routeTurn(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  { modelId, history }: { modelId: string; history: readonly PromptMessage[] },
): Promise<Routed> {
  return routeCallTo(desk, deps, modelId, () => ({
    prompt: {
      questions: history.flatMap(({ role, text }) => (role === 'user' ? [text] : [])),
      messagesBefore: history.length - 1,
      inputChars: history.reduce((sum, { text }) => sum + text.length, 0),
      pictures: 0,
      tools: 0,
      hasSchema: false,
      effort: null,
      maxOutputTokens: null,
    },
    history,
    extraInput: () => 0,
    isAble: () => true,
  }));
}
