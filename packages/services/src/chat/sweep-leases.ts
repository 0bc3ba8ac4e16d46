import { and, eq, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import type { TurnPart } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import { againAfterDeadlock } from '@geko/db/again-after-deadlock';
import { inTenant } from '@geko/db/client';
import { holds } from '@geko/db/schema/money';
import { countTokens } from '@geko/domain/tokens';
import type { Deps } from '../deps.ts';
import { callFact } from '../live/call-fact.ts';
import { tellCalls } from '../live/traffic.ts';
import { finishTurn, type TurnOutcome } from './finish-turn.ts';
import { lockHold } from './lease.ts';
import type { HeldCall } from './settle-by-hold.ts';
import { settleHold } from './settle-hold.ts';
import type { TurnRef } from './turn-ref.ts';

const MOST_AT_ONCE = 100;

type SweepDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log'>;

type ExpiredLease = { tenant_id: string; workspace_id: string; turn_id: string; is_blank: boolean };

/**
 * Ends the turns and the other calls whose process gave no sign of life for a whole lease: what was streamed is saved
 * and settled as an estimate. Returns how many. Safe to run anywhere, any number of times.
 */
export async function sweepLeases(deps: SweepDeps): Promise<number> {
  const { rows } = await deps.db.execute<ExpiredLease>(
    sql`select * from system.expired_leases(${MOST_AT_ONCE})`,
  );
  await giveBackBlanks(
    deps,
    rows.filter((row) => row.is_blank),
  );
  let swept = 0;
  for (const row of rows.filter(({ is_blank: isBlank }) => !isBlank)) {
    const { tenant_id: tenantId, workspace_id: workspaceId, turn_id: turnId } = row;
    if (await interrupt(deps, { tenantId, workspaceId, turnId, userId: NIL_ID })) swept += 1;
  }
  return swept;
}

/** No call is known to have taken them: one that did was of its process's last moments, and has cost its caller nothing. */
async function giveBackBlanks(
  { db, log }: SweepDeps,
  blanks: readonly ExpiredLease[],
): Promise<void> {
  if (blanks.length === 0) return;
  const asked = blanks.map((row) => ({
    tenant: row.tenant_id,
    place: row.workspace_id,
    ids: [row.turn_id],
    only_expired: true,
  }));
  try {
    await againAfterDeadlock(() =>
      db.execute(sql`select system.return_blanks(${JSON.stringify(asked)}::jsonb)`),
    );
    log.info(
      { holds: blanks.length },
      'holds that were taken ahead by a lost process were given back',
    );
  } catch (error) {
    log.error({ error }, 'holds that were taken ahead by a lost process were not given back');
  }
}

async function interrupt(deps: SweepDeps, ref: TurnRef & { userId: string }): Promise<boolean> {
  const { turnId } = ref;
  try {
    const call = await callWithoutTurn(deps, ref);
    const receipt =
      call === null
        ? await finishTurn(deps, ref, {
            unlogged: [],
            outcomeOf: interrupted,
            onlyExpired: true,
          })
        : await interruptCall(deps, ref, call);
    if (receipt) {
      deps.log.info({ turnId }, 'a call without its process was settled');
      await tellOf(deps, ref, receipt, call === null ? 'chat' : 'api');
    }
    return receipt !== null;
  } catch (error) {
    deps.log.error({ error, turnId }, 'a call without its process was not settled');
    return false;
  }
}

/** Whoever looks at the live traffic, in whichever process, sees it end. Which key it was is not known. */
async function tellOf(
  { db, log, now }: SweepDeps,
  ref: TurnRef,
  receipt: Receipt,
  source: 'chat' | 'api',
): Promise<void> {
  const call = callFact(ref, receipt, { source, keyAlias: null, endedAt: now() });
  await tellCalls(db, 'sweep', [call]).catch((error: unknown) =>
    log.warn({ error, turnId: ref.turnId }, 'nobody was told of a call that was settled'),
  );
}

/** What a hold says of its call itself; null where a turn does. */
async function callWithoutTurn(
  { db }: SweepDeps,
  ref: TurnRef & { userId: string },
): Promise<HeldCall | null> {
  const [hold] = await inTenant(db, ref, (tx) =>
    tx
      .select({ userId: holds.userId, modelId: holds.modelId, startedAt: holds.createdAt })
      .from(holds)
      .where(
        and(
          eq(holds.tenantId, ref.tenantId),
          eq(holds.workspaceId, ref.workspaceId),
          eq(holds.id, ref.turnId),
        ),
      ),
  );
  if (!hold || hold.userId === null || hold.modelId === null) return null;
  const { userId, modelId, startedAt } = hold;
  return { userId, modelId, startedAt, conversationId: null, askedFor: null, hops: null };
}

async function interruptCall(
  deps: SweepDeps,
  ref: TurnRef & { userId: string },
  call: HeldCall,
): Promise<Receipt | null> {
  return inTenant(deps.db, ref, async (tx) => {
    const hold = await lockHold(tx, ref, { onlyExpired: true });
    return hold && settleHold(tx, deps, { hold, call, outcome: interrupted([]) });
  });
}

/** Whether the provider was called is not known; so it may have been, and its use is estimated. */
function interrupted(parts: readonly TurnPart[]): TurnOutcome {
  return {
    status: 'interrupted',
    errorCode: null,
    usage: null,
    units: null,
    rawUsage: null,
    outputTokens: countTokens(parts.map((part) => part.text).join('')),
    hasStarted: true,
    hasDelivered: parts.length > 0,
    keyAlias: null,
    timeToFirstTokenMs: null,
    durationMs: 0,
  };
}
