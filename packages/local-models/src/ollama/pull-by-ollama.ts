import type { Ollama } from 'ollama';
import { z } from 'zod';
import type { DownloadProgress } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import { createDownloadSpeed, type DownloadSpeed } from '../rules/download-speed.ts';
import { explainOllama } from './explain-ollama.ts';

const Progress = z.object({
  digest: z.string().optional(),
  total: z.number().int().nonnegative().optional(),
  completed: z.number().int().nonnegative().default(0),
});

/** Pulls a tag and tells the progress over all of its layers. */
export async function pullByOllama(
  client: Ollama,
  tag: string,
  {
    signal,
    now,
    onProgress,
  }: { signal: AbortSignal; now: () => number; onProgress: (progress: DownloadProgress) => void },
): Promise<void> {
  const layers = new Map<string, { total: number; completed: number }>();
  const sum = (of: 'total' | 'completed') =>
    [...layers.values()].reduce((all, layer) => all + layer[of], 0);
  let known = 0;
  let speed: DownloadSpeed = createDownloadSpeed(known);
  let hasBegun = false;
  try {
    for await (const line of await client.pull({ model: tag, stream: true })) {
      hasBegun = true;
      const { digest, total, completed } = Progress.parse(line);
      if (digest === undefined || total === undefined) continue;
      layers.set(digest, { total, completed });
      const totalBytes = sum('total');
      // A layer that is heard of later makes the whole longer.
      if (known !== totalBytes) speed = createDownloadSpeed(totalBytes);
      known = totalBytes;
      onProgress(speed.at(now(), sum('completed')));
    }
  } catch (cause) {
    if (signal.aborted) throw new LocalModelError('cancelled');
    throw explainOllama(cause, { hasBegun });
  }
}
