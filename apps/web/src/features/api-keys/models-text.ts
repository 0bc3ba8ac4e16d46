import { plural } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

const MOST_NAMES = 3;

/** Which models a key may call: all, their names, or some of the names and how many more. */
export function modelsText(
  modelIds: readonly string[] | null,
  names: ReadonlyMap<string, string>,
  texts: Messages['apiKeys'],
): string {
  if (modelIds === null) return texts.allModels;
  // One name more takes no more room than "and 1 more".
  const shown = modelIds.length === MOST_NAMES + 1 ? modelIds : modelIds.slice(0, MOST_NAMES);
  const text = shown.map((id) => names.get(id) ?? id).join(', ');
  const rest = modelIds.length - shown.length;
  return rest === 0 ? text : plural(texts.moreModels, rest, { names: text });
}
