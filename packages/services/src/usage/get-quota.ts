import type { Quota } from '@geko/contracts/usage';
import { bindingLimit, byTightness, toLimitTrace } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';
import { findModel } from '../models/catalogue.ts';
import { loadLimits } from '../policy/load-limits.ts';
import { readCounters } from '../policy/read-counters.ts';

/** The limits on the caller's calls now; with a model also the model's own. */
export async function getQuota(
  scope: Scope,
  { modelId }: { modelId: string | null },
): Promise<Quota> {
  const { tx, caller, now } = scope;
  const offered = modelId === null ? null : await findModel(tx, { ...caller, now, modelId });
  const limits = await loadLimits(scope, offered?.model ?? null);
  const counters = await readCounters(
    tx,
    caller,
    limits.map(({ counter }) => counter),
  );
  const traces = limits.map((limit, index) =>
    toLimitTrace(limit, counters[index] ?? { used: 0n, held: 0n }),
  );
  return { planId: caller.planId, limits: byTightness(traces), binding: bindingLimit(traces) };
}
