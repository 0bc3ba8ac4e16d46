import { AppError } from '@geko/contracts/errors';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import type { Deps, Principal, RequestFacts, Scope } from '../deps.ts';
import { findSubscription, isRunning, type PlanSubscription } from './plan-subscription.ts';

/** Who pays, or changes what is paid. */
export type PlanBuyer = { principal: Principal; request: RequestFacts };

/** Runs verbs in the buyer's workspace, each in a transaction: Stripe is asked in between, in none. */
export function insideOf(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { principal: { userId, onlyWorkspaceId }, request }: PlanBuyer,
  workspaceId: string,
) {
  return <T>(verb: (scope: Scope) => Promise<T>): Promise<T> =>
    inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, verb);
}

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
