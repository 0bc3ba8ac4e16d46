import type { Deps, Principal, RequestFacts } from '../deps.ts';

/** What verbs of the installation's operators are made of. */
export type OperatorDeps = Pick<Deps, 'db' | 'now' | 'newId'>;

/** The operator who calls, and the request by which. */
export type Operator = {
  principal: Pick<Principal, 'userId'>;
  request: RequestFacts;
  /** Done by Geko's command line in their name. */
  isGeko?: boolean;
};
