import type { LocalModels } from '@geko/local-models/local-models';
import type { Deps } from '../deps.ts';
import { offerInstalled } from './offer-installed.ts';

/**
 * Keeps the catalogue as this server's disk is: once at the start, when each model is seen to be well, and with every
 * model that becomes ready or goes. Returns how to stop.
 */
export function watchLocalModels(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  models: LocalModels,
): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const offer = () => {
    last = last
      .then(async () => offerInstalled(db, await models.list()))
      .catch((error: unknown) => {
        log.warn({ error }, 'the catalogue does not say which local models there are');
      });
  };
  const end = models.watch((_, { state }) => {
    if (state === 'ready' || state === 'absent' || state === 'error') offer();
  });
  const checkAll = async () => {
    for (const { id, status } of await models.list()) {
      if (status.state === 'ready') await models.health(id);
    }
  };
  offer();
  checkAll().catch((error: unknown) => {
    log.warn({ error }, 'the local models were not looked at');
  });
  return async () => {
    end();
    await last;
  };
}
