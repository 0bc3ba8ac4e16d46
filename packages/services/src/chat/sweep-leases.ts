import { sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import type { TurnPart } from '@geko/contracts/chat';
import { countTokens } from '@geko/domain/tokens';
import type { Deps } from '../deps.ts';
import { finishTurn, type TurnOutcome } from './finish-turn.ts';
import type { TurnRef } from './turn-ref.ts';

const MOST_AT_ONCE = 100;

type SweepDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log'>;

/**
 * Ends the turns whose process gave no sign of life for a whole lease: what was streamed is saved
 * and settled as an estimate. Returns how many. Safe to run anywhere, any number of times.
 */
export async function sweepLeases(deps: SweepDeps): Promise<number> {
  const { rows } = await deps.db.execute<{
    tenant_id: string;
    workspace_id: string;
    turn_id: string;
  }>(sql`select * from system.expired_leases(${MOST_AT_ONCE})`);
  let swept = 0;
  for (const row of rows) {
    const ref = { tenantId: row.tenant_id, workspaceId: row.workspace_id, turnId: row.turn_id };
    if (await interruptTurn(deps, ref)) swept += 1;
  }
  return swept;
}

async function interruptTurn(deps: SweepDeps, ref: TurnRef): Promise<boolean> {
  try {
    const context = { ...ref, userId: NIL_ID };
    const receipt = await finishTurn(deps, context, {
      unlogged: [],
      outcomeOf: interrupted,
      onlyExpired: true,
    });
    if (receipt) deps.log.info({ turnId: ref.turnId }, 'a turn without its process was settled');
    return receipt !== null;
  } catch (error) {
    deps.log.error({ error, turnId: ref.turnId }, 'a turn without its process was not settled');
    return false;
  }
}

/** Whether the provider was called is not known; so it may have been, and its use is estimated. */
function interrupted(parts: readonly TurnPart[]): TurnOutcome {
  return {
    status: 'interrupted',
    errorCode: null,
    usage: null,
    rawUsage: null,
    outputTokens: countTokens(parts.map((part) => part.text).join('')),
    hasStarted: true,
    hasDelivered: parts.length > 0,
    keyAlias: null,
    timeToFirstTokenMs: null,
    durationMs: 0,
  };
}
