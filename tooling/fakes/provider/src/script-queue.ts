import { parseScript, type Script, ScriptError } from './script.ts';

/** A script for coming requests: for the next `times` (1 without), only those for `model` when it is named. */
export type QueuedScript = Script & { times?: number; model?: string };

/** Scripts waiting for requests that carry no directive of their own. First in, first out among those that match. */
export type ScriptQueue = {
  push(...scripts: QueuedScript[]): void;
  /** Takes the script of one request; null when none waits for its model. */
  take(model: string): Script | null;
  clear(): void;
  waiting(): QueuedScript[];
};

type Waiting = { script: Script; model: string | null; times: number };

/** Makes an empty queue. `push` throws ScriptError on a script it cannot read. */
export function createScriptQueue(): ScriptQueue {
  let queue: Waiting[] = [];
  return {
    push(...scripts) {
      queue.push(...scripts.map(readQueued));
    },
    take(model) {
      const found = queue.find((waiting) => waiting.model === null || waiting.model === model);
      if (!found) return null;
      found.times -= 1;
      queue = queue.filter((waiting) => waiting.times > 0);
      return found.script;
    },
    clear() {
      queue = [];
    },
    waiting: () =>
      queue.map(({ script, model, times }) => ({
        ...script,
        times,
        ...(model !== null && { model }),
      })),
  };
}

function readQueued({ times = 1, model, ...script }: QueuedScript): Waiting {
  if (!Number.isInteger(times) || times < 1)
    throw new ScriptError('times is not a whole number ≥ 1');
  return { script: parseScript(script), model: model ?? null, times };
}
