import type { SetProviderEnabled } from '@geko/contracts/provider-keys';
import { providerSwitches } from '@geko/db/schema/provider-keys';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { tellPool } from './tell-pool.ts';

/** Switches a provider on or off, for new calls in every process; those that run go on. Its models are then unavailable. */
export async function setProviderEnabled(
  deps: OperatorDeps,
  operator: Operator,
  { provider, isEnabled }: SetProviderEnabled,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await tx
      .insert(providerSwitches)
      .values({ provider, isEnabled })
      .onConflictDoUpdate({ target: providerSwitches.provider, set: { isEnabled } });
    await tellPool(tx, { from: null, news: null });
    await auditOperator(tx, deps, operator, {
      action: 'providerkey.switch_provider',
      objectId: provider,
      after: isEnabled ? 'on' : 'off',
    });
  });
}
