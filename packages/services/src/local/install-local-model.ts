import { AppError } from '@geko/contracts/errors';
import type { LocalModelRef } from '@geko/contracts/local-models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { localFact, withLocalModels } from './local-refusal.ts';

/**
 * Begins an install, which goes on by itself; how far it is, the list tells. Again is harmless.
 * @throws AppError NOT_FOUND; CONFLICT where the machine is not enough for the model.
 */
export async function installLocalModel(
  deps: OperatorDeps & Pick<Deps, 'localModels' | 'log'>,
  operator: Operator,
  { id }: LocalModelRef,
): Promise<void> {
  await withLocalModels(deps, async (models) => {
    const fit = await models.fits(id);
    if (!fit.isFitting) {
      const what = fit.reason === 'disk' ? 'room on its disk' : 'memory';
      throw new AppError('CONFLICT', { message: `This server has too little ${what} for it.` });
    }
    await deps.db.transaction((tx) =>
      auditOperator(tx, deps, operator, { action: 'model.install', objectId: localFact(id) }),
    );
    models.install(id).catch((error: unknown) => {
      deps.log.warn({ error, model: id }, 'a local model was not installed');
    });
  });
}
