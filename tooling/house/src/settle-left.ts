import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { createDb } from '@geko/db/client';
import { appUrlOf } from '@geko/db/migrate';
import { watchHolds } from '@geko/fake-provider/watch-holds';
import { LEASE_MS } from '@geko/services/chat/lease';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { createLogger } from '@geko/telemetry/create-logger';

const LOOK_EVERY_MS = 500;

/**
 * Settles the answers that the end of a server cut short, as the worker of the next start would: once their leases have
 * run out. What is held after that is left, for others to complain of.
 */
export async function settleLeft(ownerUrl: string): Promise<void> {
  const watch = watchHolds(ownerUrl);
  const client = createDb({
    appUrl: appUrlOf(ownerUrl),
    maxConnections: 1,
    onError: () => undefined,
  });
  const deps = {
    db: client.db,
    now: () => new Date(),
    newId: () => uuidv7(),
    log: createLogger({ name: 'house', level: 'silent' }),
  };
  const deadline = performance.now() + 2 * LEASE_MS;
  try {
    while ((await watch.countHeld()) > 0 && performance.now() < deadline) {
      await sleep(LOOK_EVERY_MS);
      await sweepLeases(deps);
    }
  } finally {
    await client.close();
    await watch.close();
  }
}
