import { resealSecrets } from '@geko/services/provider-keys/reseal-secrets';
import { CliError } from '../cli-error.ts';
import { readSealing, type CliEnv } from '../env.ts';
import { withApplication } from '../with-application.ts';

/**
 * Seals the secrets of provider keys anew with the first of the sealing keys, after which the others can be taken away.
 * @throws CliError when there is none, or when some secrets open with none of them.
 */
export async function keysReseal(env: CliEnv): Promise<string> {
  const { keys, baseUrlOf } = readSealing();
  if (keys.length === 0)
    throw new CliError('GEKO_SEALING_KEYS is not set: nothing is sealed here.');
  const { resealed, unreadable } = await withApplication(env, ({ db }) =>
    resealSecrets({ db, sealingKeys: keys, baseUrlOf }),
  );
  if (unreadable.length > 0) {
    throw new CliError(
      `${resealed} secrets were sealed anew. These open with none of the keys, or are for another address: ${unreadable.join(', ')}.`,
    );
  }
  return `${resealed} secrets were sealed anew; all of them open with the first key.`;
}
