import type { LimitTrace } from '@geko/contracts/errors';
import type { Meter, PeriodKind } from '@geko/contracts/meters';
import type { ModelTier, Overflow, Plan } from '@geko/contracts/plans';
import { type Period, periodAt } from './periods.ts';

/** What counts. Two limits may share one counter. */
export type Counter = {
  scope: 'tenant' | 'workspace';
  /**
   * 'plan' and 'plan:model:<id>' count what the plan includes; 'workspace', 'member:<id>', 'model:<id>', 'key:<id>' and,
   * over all workspaces of the company, 'tenant' count every call.
   */
  subject: string;
  meter: Meter;
  period: PeriodKind;
  periodStart: Date;
  periodEnd: Date;
};

/** One limit that a call must fit under. */
export type CallLimit = {
  /** Shown to people and stable: "workspace.tokens", "model.gpt-5-mini.tokens", "member.charge.day". */
  name: string;
  setBy: LimitTrace['setBy'];
  /** Of a limit that people have set. */
  limitId: string | null;
  counter: Counter;
  /** In the meter's unit; charge in nano-USD. */
  cap: bigint;
  overflow: Overflow;
};

/** A limit as somebody has set it. */
export type SetLimit = {
  id: string;
  subjectKind: 'tenant' | 'workspace' | 'each_member' | 'member' | 'model' | 'key';
  subjectId: string;
  meter: Meter;
  cap: bigint;
  period: PeriodKind;
  anchorAt: Date | null;
  overflow: Overflow;
  /** Of a company's limit: the zone of its periods in every workspace, UTC unless told. Others follow the workspace. */
  timeZone?: string | null;
};

/** The counters on which every call of a member, a model and perhaps a key counts, whatever pays for it. */
export function callSubjects({
  userId,
  modelId,
  apiKeyId,
}: {
  userId: string;
  modelId: string;
  /** null = of a person's own session. */
  apiKeyId: string | null;
}): string[] {
  return [
    'workspace',
    `member:${userId}`,
    `model:${modelId}`,
    ...(apiKeyId === null ? [] : [`key:${apiKeyId}`]),
  ];
}

/** The plan's limits on a call of a model, in the plan's order (SPEC §6). Local models have none. */
export function planLimits({
  plan,
  modelId,
  modelTier,
  month,
}: {
  plan: Plan;
  modelId: string;
  modelTier: ModelTier;
  month: Period;
}): CallLimit[] {
  if (modelTier === 'local') return [];
  return plan.limits
    .filter((limit) => limit.scope === 'workspace' || modelTier === 'free')
    .map(({ scope, meter, cap, overflow }) => ({
      name: scope === 'workspace' ? `workspace.${meter}` : `model.${modelId}.${meter}`,
      setBy: 'plan',
      limitId: null,
      counter: {
        scope: 'workspace',
        subject: scope === 'workspace' ? 'plan' : `plan:model:${modelId}`,
        meter,
        period: 'month',
        periodStart: month.startAt,
        periodEnd: month.endAt,
      },
      cap: BigInt(cap),
      overflow,
    }));
}

/**
 * The limits that people have set, as they apply to one member now: a member's own takes the place of the one on each
 * member over the same meter and period. Given: those on the company, the workspace, each member, this member, this
 * model, this key.
 *
 * @param timeZone the workspace's; a company's limit has its own.
 */
export function setLimits({
  limits,
  userId,
  at,
  timeZone,
}: {
  limits: readonly SetLimit[];
  userId: string;
  at: Date;
  timeZone: string;
}): CallLimit[] {
  const own = new Set(
    limits.filter(({ subjectKind }) => subjectKind === 'member').map(meterAndPeriod),
  );
  return limits
    .filter((limit) => limit.subjectKind !== 'each_member' || !own.has(meterAndPeriod(limit)))
    .map((limit) => {
      const isTenants = limit.subjectKind === 'tenant';
      const { startAt, endAt } = periodAt({
        kind: limit.period,
        at,
        timeZone: zoneOf(limit, timeZone),
        anchorAt: limit.anchorAt,
      });
      return {
        name: nameOf(limit),
        setBy: isTenants ? 'tenant' : 'workspace',
        limitId: limit.id,
        counter: {
          scope: isTenants ? 'tenant' : 'workspace',
          subject: subjectOf(limit, userId),
          meter: limit.meter,
          period: limit.period,
          periodStart: startAt,
          periodEnd: endAt,
        },
        cap: limit.cap,
        overflow: limit.overflow,
      };
    });
}

/** The zone in which a limit's periods are counted. */
export function zoneOf(
  { subjectKind, timeZone }: Pick<SetLimit, 'subjectKind' | 'timeZone'>,
  workspaceZone: string,
): string {
  return subjectKind === 'tenant' ? (timeZone ?? 'UTC') : workspaceZone;
}

const meterAndPeriod = ({ meter, period }: SetLimit) => `${meter} ${period}`;

/** The counter of a limit, for one member where it is on each of them. */
export function subjectOf(
  { subjectKind, subjectId }: Pick<SetLimit, 'subjectKind' | 'subjectId'>,
  userId: string,
): string {
  switch (subjectKind) {
    case 'tenant':
    case 'workspace':
      return subjectKind;
    case 'each_member':
      return `member:${userId}`;
    case 'member':
    case 'model':
    case 'key':
      return `${subjectKind}:${subjectId}`;
  }
}

function nameOf({ subjectKind, subjectId, meter, period }: SetLimit): string {
  const subject =
    subjectKind === 'model'
      ? `model.${subjectId}`
      : subjectKind === 'each_member'
        ? 'member'
        : subjectKind;
  return `${subject}.${meter}${period === 'month' ? '' : `.${period}`}`;
}

/**
 * A limit as the caller sees it. One that only warns is never exceeded. Exceeded = what the call needs at least does
 * not fit.
 *
 * @param needed of the limit's meter, for the smallest answer worth starting; 1 unless told.
 */
export function toLimitTrace(
  { name, setBy, limitId, counter, cap, overflow }: CallLimit,
  { used, held, needed = 1n }: { used: bigint; held: bigint; needed?: bigint },
): LimitTrace {
  return {
    name,
    meter: counter.meter,
    period: counter.period,
    setBy,
    limitId,
    overflow,
    used: Number(used),
    held: Number(held),
    cap: Number(cap),
    resetsAt: counter.periodEnd.toISOString(),
    isExceeded: overflow !== 'allow' && used + held + needed > cap,
  };
}

/** Tightest first: exceeded ones, then by the least share left; unlimited ones last. */
export function byTightness(traces: readonly LimitTrace[]): LimitTrace[] {
  return traces.toSorted(
    (a, b) => Number(b.isExceeded) - Number(a.isExceeded) || compareShares(a, b),
  );
}

/** By the share that is left of each, as fractions; of a cap of 0 nothing is left. */
function compareShares(a: LimitTrace, b: LimitTrace): number {
  if (a.cap === null || b.cap === null) return Number(a.cap === null) - Number(b.cap === null);
  const left = ({ used, held }: LimitTrace, cap: number) =>
    cap === 0 ? 0n : BigInt(cap) - BigInt(used) - BigInt(held);
  const [capA, capB] = [BigInt(a.cap || 1), BigInt(b.cap || 1)];
  const [shareA, shareB] = [left(a, a.cap) * capB, left(b, b.cap) * capA];
  return shareA === shareB ? 0 : shareA < shareB ? -1 : 1;
}

/** The limit that binds: the tightest one that has a cap; null when nothing is limited. */
export function bindingLimit(traces: readonly LimitTrace[]): LimitTrace | null {
  const tightest = byTightness(traces)[0];
  return tightest === undefined || tightest.cap === null ? null : tightest;
}
