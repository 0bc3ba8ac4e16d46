import type { LocalModelRef } from '@geko/contracts/local-models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { localFact, withLocalModels } from './local-refusal.ts';
import { offerInstalled } from './offer-installed.ts';

/**
 * Deletes a model from this server, and takes it out of the catalogue.
 * @throws AppError NOT_FOUND; CONFLICT while it answers somebody.
 */
export async function removeLocalModel(
  deps: OperatorDeps & Pick<Deps, 'localModels'>,
  operator: Operator,
  { id }: LocalModelRef,
): Promise<void> {
  await withLocalModels(deps, async (models) => {
    await models.remove(id);
    await offerInstalled(deps.db, await models.list());
    await deps.db.transaction((tx) =>
      auditOperator(tx, deps, operator, { action: 'model.uninstall', objectId: localFact(id) }),
    );
  });
}
