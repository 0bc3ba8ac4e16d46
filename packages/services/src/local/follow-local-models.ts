import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerModels } from '@geko/contracts/local-models';
import { unavailable } from '../access/known-error.ts';
import type { Deps } from '../deps.ts';
import { listLocalModels } from './list-local-models.ts';

/** Changes that come close to each other are told together; a process that stops ends the stream as soon. */
const GATHER_MS = 400;
/** Without a change the list is told so often: a disk fills and an Ollama comes by themselves. */
const QUIET_MS = 10_000;

type Follower = {
  /** They have left. */
  signal: AbortSignal | undefined;
  /** Throws when they may look on no longer; asked every recheckMs. */
  recheck: () => Promise<void>;
};

/**
 * The models of this server as they are, and again whenever that changes, until whoever looks on leaves.
 * @throws AppError of recheck; UNAVAILABLE when the process stops
 */
export async function* followLocalModels(
  deps: Pick<Deps, 'localModels' | 'traffic' | 'now' | 'recheckMs'>,
  { signal, recheck }: Follower,
): AsyncGenerator<ServerModels, void> {
  const { localModels, traffic, recheckMs } = deps;
  const now = () => deps.now().getTime();
  let hasNews = true;
  const stop = localModels?.watch(() => {
    hasNews = true;
  });
  let toldAt = now();
  let checkedAt = now();
  try {
    while (signal?.aborted !== true) {
      if (traffic.isClosed) throw unavailable();
      if (now() - checkedAt >= recheckMs) {
        await recheck();
        checkedAt = now();
      }
      if (hasNews || now() - toldAt >= QUIET_MS) {
        hasNews = false;
        yield await listLocalModels(deps);
        toldAt = now();
      }
      await sleep(GATHER_MS, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  } finally {
    stop?.();
  }
}
