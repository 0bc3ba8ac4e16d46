import { and, eq } from 'drizzle-orm';
import { turns } from '@geko/db/schema/chat';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import { routeTo } from '../calls/with-fallbacks.ts';
import type { Deps } from '../deps.ts';
import { deskIn } from '../policy/desk.ts';
import { releaseHold } from '../policy/release-hold.ts';
import { admit } from './admit.ts';
import type { AdmittedTurn } from './start-turn.ts';

/**
 * Holds a running turn anew for another model, in place of the hold that it has, and notes on its row what was tried;
 * null where somebody has settled it.
 * @throws AppError admission's refusals: then the hold is as it was
 */
export function switchTurn(
  deps: Pick<Deps, 'db' | 'gateway' | 'now' | 'newId'>,
  turn: AdmittedTurn,
  modelId: string,
): Promise<AdmittedTurn | null> {
  const { tenantId, workspaceId, turnId, userId } = turn;
  const request = { requestId: turnId, address: null, userAgent: null };
  const who = { userId, workspaceId, onlyWorkspaceId: null, keepsRole: true, request };
  return inWorkspace(deps, who, async (scope) => {
    assertPermitted(scope.caller, 'chat:create');
    if (!(await releaseHold(scope.tx, turnId))) return null;
    const { model, messages, hold, booking } = await admit(deskIn(scope), deps, {
      turnId,
      modelId,
      history: turn.messages,
      units: null,
    });
    const route = routeTo(turn, model.id);
    await scope.tx
      .update(turns)
      .set(route)
      .where(
        and(eq(turns.tenantId, tenantId), eq(turns.workspaceId, workspaceId), eq(turns.id, turnId)),
      );
    return {
      ...turn,
      ...route,
      provider: model.provider,
      upstreamModel: model.upstreamModel,
      abilities: model.abilities,
      messages,
      hold,
      booking,
    };
  });
}
