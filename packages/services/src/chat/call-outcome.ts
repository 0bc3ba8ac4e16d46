import type { ErrorCode } from '@geko/contracts/errors';
import type { GenerationEnd } from '@geko/gateway/generation';
import type { CallOutcome } from './settle-by-hold.ts';

/** What the end of a generation means for its settlement, and the error that people are told. */
export function outcomeOf(
  generation: GenerationEnd,
  { isInterrupted }: { isInterrupted: boolean },
): CallOutcome & { errorCode: ErrorCode | null } {
  const { outcome, failure, usage, rawUsage, keyAlias, counted } = generation;
  return {
    status: outcome === 'stopped' && isInterrupted ? 'interrupted' : outcome,
    errorCode: failure?.code ?? null,
    usage,
    units: generation.units ?? null,
    rawUsage,
    outputTokens: counted.outputTokens,
    // A call that we broke off was on its way: what the provider makes of it is not known.
    hasStarted: generation.hasStarted || outcome === 'stopped',
    hasDelivered: hasDelivered(generation, { isInterrupted }),
    keyAlias,
    timeToFirstTokenMs: roundOrNull(generation.timeToFirstTokenMs),
    durationMs: Math.round(generation.durationMs),
  };
}

/** What is made as a whole has given nothing before its end, but for those who end it themselves: it was on its way. */
function hasDelivered(
  { outcome, counted, units }: GenerationEnd,
  { isInterrupted }: { isInterrupted: boolean },
): boolean {
  if (outcome === 'finished') return true;
  return units === undefined ? counted.outputTokens > 0 : outcome === 'stopped' && !isInterrupted;
}

function roundOrNull(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
