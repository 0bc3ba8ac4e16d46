import type { LimitTrace } from '@geko/contracts/errors';
import type { Limit } from '@geko/contracts/limits';
import { setLimits, toLimitTrace, zoneOf, type CallLimit } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';
import { readCounters } from '../policy/read-counters.ts';
import type { LimitRow } from './limit-rows.ts';

type Place = Pick<Scope, 'tx' | 'caller' | 'now'>;

/** Limits as people see them, each with what is used and held of it now. */
export async function limitViews(scope: Place, rows: readonly LimitRow[]): Promise<Limit[]> {
  const called = rows.map((row) => callLimitOf(scope, row));
  const counted = called.flatMap((limit) => limit ?? []);
  const states = await readCounters(
    scope.tx,
    scope.caller,
    counted.map(({ counter }) => counter),
  );
  const traces = new Map(
    counted.flatMap((limit, place): [CallLimit, LimitTrace][] => {
      const state = states[place];
      return state === undefined ? [] : [[limit, toLimitTrace(limit, state)]];
    }),
  );
  return rows.map((row, place) => {
    const limit = called[place] ?? null;
    return viewOf(scope, row, limit === null ? null : (traces.get(limit) ?? null));
  });
}

/** The limit with its counter of now; null for one on each member, which has as many as members. */
export function callLimitOf({ caller, now }: Place, { limit }: LimitRow): CallLimit | null {
  if (limit.subjectKind === 'each_member') return null;
  const [called] = setLimits({ limits: [limit], userId: '', at: now, timeZone: caller.timeZone });
  return called ?? null;
}

function viewOf(
  { caller }: Place,
  { limit, subjectName }: LimitRow,
  now: LimitTrace | null,
): Limit {
  return {
    id: limit.id,
    subject: { kind: limit.subjectKind, id: limit.subjectId },
    subjectName,
    meter: limit.meter,
    cap: Number(limit.cap),
    period: limit.period,
    anchorAt: limit.anchorAt?.toISOString() ?? null,
    timeZone: zoneOf(limit, caller.timeZone),
    overflow: limit.overflow,
    createdAt: limit.createdAt.toISOString(),
    now,
  };
}
