import { inWorkspace } from '../access/in-workspace.ts';
import type { Deps, Principal, RequestFacts, Scope } from '../deps.ts';

/** Who pays, or changes what is paid or what it is paid by. */
export type Buyer = { principal: Principal; request: RequestFacts };

/** Runs verbs in the buyer's workspace, each in a transaction: Stripe is asked in between, in none. */
export function insideOf(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { principal: { userId, onlyWorkspaceId }, request }: Buyer,
  workspaceId: string,
) {
  return <T>(verb: (scope: Scope) => Promise<T>): Promise<T> =>
    inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, verb);
}
