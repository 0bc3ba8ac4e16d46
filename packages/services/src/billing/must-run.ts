import { AppError } from '@geko/contracts/errors';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Scope } from '../deps.ts';
import { findSubscription, isRunning, type PlanSubscription } from './plan-subscription.ts';

/**
 * The subscription that the workspace pays for, for somebody who may change it.
 * @throws AppError FORBIDDEN; CONFLICT where there is none
 */
export async function mustRun({
  tx,
  caller,
}: Scope): Promise<PlanSubscription & { subscriptionId: string }> {
  assertPermitted(caller, 'billing:manage');
  const { tenantId, workspaceId } = caller;
  const found = await findSubscription({ tx, tenantId, workspaceId });
  if (found === null || found.subscriptionId === null || !isRunning(found)) {
    throw new AppError('CONFLICT', { message: 'This workspace subscribes to no plan.' });
  }
  return { ...found, subscriptionId: found.subscriptionId };
}
