import { inWorkspace } from '../access/in-workspace.ts';
import type { Deps } from '../deps.ts';
import { tellOfRefusal } from '../notices/tell-of-refusal.ts';
import { CallRefusal } from './call-refusal.ts';
import { withRemedies } from './with-remedies.ts';

/**
 * What a call's refusal is answered with, once its transaction is rolled back: the refusal with its remedies. Tells people
 * of the limits that refused. Anything else that was thrown stays as it is; so does the refusal when this goes wrong.
 */
export async function answerRefusal(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'log' | 'gateway'>,
  who: Parameters<typeof inWorkspace>[1],
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof CallRefusal)) return error;
  try {
    return await inWorkspace(deps, who, async (scope) => {
      const { tx, caller, now, newId } = scope;
      const answer = await withRemedies(scope, deps, error);
      await tellOfRefusal({ tx, ...caller, now, newId }, error.refused.trace);
      return answer;
    });
  } catch (problem) {
    deps.log.warn({ error: problem }, 'a refusal was answered without its remedies');
    return error;
  }
}
