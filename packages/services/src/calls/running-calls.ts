import type { ErrorCode } from '@geko/contracts/errors';
import type { Receipt } from '@geko/contracts/receipt';
import { inTenant } from '@geko/db/client';
import type { GenerationEnd } from '@geko/gateway/generation';
import { outcomeOf } from '../chat/call-outcome.ts';
import { closeSurely, correctLate } from '../chat/close-call.ts';
import { LEASE_MS, lockHold } from '../chat/lease.ts';
import { settleAtOnce } from '../chat/settle-at-once.ts';
import type { CallOutcome } from '../chat/settle-by-hold.ts';
import { settleHold } from '../chat/settle-hold.ts';
import type { Deps } from '../deps.ts';
import { callFact } from '../live/call-fact.ts';
import type { AdmittedCall } from './start-call.ts';

const RENEW_EVERY_MS = LEASE_MS / 3;
/** A call that took a hold which was there already is known by it from then on, unless it has ended. */
const KNOWN_AFTER_MS = 250;

/** How a program's call ended; receipt null = somebody else has settled it, or nobody could yet. */
export type EndedCall<End> = { end: End; errorCode: ErrorCode | null; receipt: Receipt | null };

export type RunningCalls = {
  /**
   * Carries an admitted call to its end and settles it, as it then stands, exactly once. abandoned: the program has left. Never rejects for
   * what the provider does.
   */
  run<End extends GenerationEnd>(
    call: AdmittedCall,
    generate: (signal: AbortSignal) => Promise<End>,
    abandoned: AbortSignal,
  ): Promise<EndedCall<End>>;
  /** Ends every call as interrupted and waits until all are settled. */
  shutdown(): Promise<void>;
};

type CallDeps = Pick<
  Deps,
  'db' | 'callStatements' | 'traffic' | 'settings' | 'log' | 'now' | 'newId'
>;

/** The calls of programs that this process carries: each lives as long as the socket that asked for it. */
export function createRunningCalls(deps: CallDeps): RunningCalls {
  const running = new Map<AbortController, Promise<unknown>>();
  let isShutDown = false;
  return {
    run(call, generate, abandoned) {
      const abort = new AbortController();
      const leave = () => abort.abort();
      if (abandoned.aborted || isShutDown) leave();
      abandoned.addEventListener('abort', leave, { once: true });
      const renew = () => {
        renewLease(deps, call).then(
          (isHeld) => isHeld || leave(),
          (error: unknown) =>
            deps.log.warn({ error, turnId: call.turnId }, 'a lease was not renewed'),
        );
      };
      const renewal = setInterval(renew, RENEW_EVERY_MS);
      const first = call.booking.hold.setAside && setTimeout(renew, KNOWN_AFTER_MS);
      const ended = generate(abort.signal)
        .then(async (end) => {
          logFailure(deps, call, end);
          const isInterrupted = isShutDown && !abandoned.aborted;
          const outcome = outcomeOf(end, { isInterrupted });
          const receipt = await settle(deps, call, outcome);
          if (receipt !== null) {
            const { keyAlias } = outcome;
            deps.traffic.note(
              callFact(call, receipt, { source: 'api', keyAlias, endedAt: deps.now() }),
            );
          }
          return { end, errorCode: outcome.errorCode, receipt };
        })
        .finally(() => {
          clearInterval(renewal);
          clearTimeout(first);
          abandoned.removeEventListener('abort', leave);
          running.delete(abort);
        });
      running.set(
        abort,
        ended.catch(() => undefined),
      );
      return ended;
    },
    async shutdown() {
      isShutDown = true;
      for (const abort of running.keys()) abort.abort();
      await Promise.all(running.values());
    },
  };
}

/** False where somebody has settled it. */
async function renewLease(
  { callStatements }: Pick<CallDeps, 'callStatements'>,
  { tenantId, workspaceId, turnId, userId, startedAt, booking }: AdmittedCall,
): Promise<boolean> {
  const isHeld = await callStatements.renew<boolean>({
    tenant: tenantId,
    place: workspaceId,
    id: turnId,
    lease_ms: LEASE_MS,
    started_at: startedAt,
    person: userId,
    api_key: booking.hold.apiKeyId,
  });
  return isHeld === true;
}

async function settle(
  deps: CallDeps,
  call: AdmittedCall,
  outcome: CallOutcome,
): Promise<Receipt | null> {
  const { userId, modelId, askedFor, hops, startedAt, booking } = call;
  const held = { userId, modelId, askedFor, hops, startedAt, conversationId: null };
  const settleInTurn = () =>
    inTenant(deps.db, call, async (tx) => {
      const isHeld = (await lockHold(tx, call, { onlyExpired: false })) !== null;
      return isHeld ? settleHold(tx, deps, { hold: booking.hold, call: held, outcome }) : null;
    });
  try {
    const receipt = await closeSurely(
      deps,
      call,
      async () =>
        (await settleAtOnce(deps, { booking, call: held, outcome, turn: null })) ??
        (await settleInTurn()),
    );
    if (receipt === null) await correctLate(deps, call, outcome);
    return receipt;
  } catch (error) {
    deps.log.error(
      { error, turnId: call.turnId },
      'a call could not be closed; its lease will end it',
    );
    return null;
  }
}

function logFailure(
  { log }: CallDeps,
  { turnId, provider }: AdmittedCall,
  end: GenerationEnd,
): void {
  if (!end.failure) return;
  const { kind, status, logMessage } = end.failure;
  log.warn({ turnId, provider, kind, status }, logMessage);
}
