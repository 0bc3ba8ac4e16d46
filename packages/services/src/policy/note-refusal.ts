import { AppError } from '@geko/contracts/errors';
import { inWorkspace } from '../access/in-workspace.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { tellOfRefusal } from '../notices/tell-of-refusal.ts';

/**
 * Tells people of the limits that have just refused a call, in a transaction of its own, as the refusal has rolled back
 * its own. What goes wrong here never hides the refusal: it is logged.
 */
export async function noteRefusal(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'log'>,
  who: {
    userId: string;
    workspaceId: string;
    onlyWorkspaceId: string | null;
    request: RequestFacts;
  },
  error: unknown,
): Promise<void> {
  const trace = error instanceof AppError ? (error.details.trace ?? []) : [];
  if (!trace.some(({ isExceeded }) => isExceeded)) return;
  try {
    await inWorkspace(deps, who, ({ tx, caller, now, newId }) =>
      tellOfRefusal({ tx, ...caller, now, newId }, trace),
    );
  } catch (problem) {
    deps.log.warn({ error: problem }, 'nobody was told of a refusal');
  }
}
