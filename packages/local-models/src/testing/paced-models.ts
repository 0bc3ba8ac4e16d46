import { once } from 'node:events';
import type { LocalPart } from '@geko/contracts/local-models';
import type { LocalModels } from '../local-models.ts';

/** How far models may speak. */
export type Pace = {
  /** How many chats have begun. */
  readonly chats: number;
  /** From now on so many pieces more may be said, by all of them together. */
  allow(pieces: number): void;
  /** Nothing is held back any more. */
  free(): void;
};

/** Models whose answers a test lets out piece by piece; what was said stays said. At first nothing is held back. */
export function pacedModels(models: LocalModels): { models: LocalModels; pace: Pace } {
  let chats = 0;
  let left = Infinity;
  const more = new EventTarget();
  const set = (pieces: number): void => {
    left = pieces;
    more.dispatchEvent(new Event('more'));
  };

  /** Waits for leave to say a piece; false when the chat was stopped before. */
  async function mayGoOn(signal: AbortSignal): Promise<boolean> {
    while (left < 1 && !signal.aborted) {
      await once(more, 'more', { signal }).catch(() => undefined);
    }
    if (signal.aborted) return false;
    left -= 1;
    return true;
  }

  return {
    pace: {
      get chats() {
        return chats;
      },
      allow: set,
      free: () => set(Infinity),
    },
    models: {
      ...models,
      async chat(asked, { signal, onPart }) {
        chats += 1;
        const parts: LocalPart[] = [];
        const end = await models.chat(asked, { signal, onPart: (part) => void parts.push(part) });
        for (const [said, part] of parts.entries()) {
          if (!(await mayGoOn(signal))) {
            const usage = { ...end.usage, outputTokens: said };
            return { finishReason: 'aborted', usage };
          }
          onPart(part);
        }
        return end;
      },
    },
  };
}
