import type { Meter, PeriodKind } from '@geko/contracts/meters';
import type { LicenceTier } from '@geko/contracts/licences';
import type { Plan } from '@geko/contracts/plans';
import { licenceLimits } from '@geko/domain/licence';
import {
  planLimits,
  setLimits,
  subjectOf,
  type CallLimit,
  type SetLimit,
} from '@geko/domain/limits';
import type { LimitNews } from './tell-of-limits.ts';

/** A counter that a settlement has moved, as book_calls tells it; amounts as decimal strings. */
export type ChangedCounter = {
  scope: string;
  subject: string;
  meter: Meter;
  period: PeriodKind;
  periodStart: string;
  periodEnd: string;
  before: string;
  after: string;
};

type Caps = {
  plan: Plan;
  set: readonly SetLimit[];
  timeZone: string;
  /** By which the call came. */
  licence: { id: string; tier: LicenceTier } | null;
};

const WARNING_PERCENT = 80n;

/** Which limits the counters have just crossed; both marks at once are one crossing, of the cap itself. */
export function crossedCaps(changed: readonly ChangedCounter[], caps: Caps): LimitNews[] {
  return changed.flatMap((counter) =>
    limitsOn(counter, caps).flatMap((limit) => crossing(counter, limit)),
  );
}

function limitsOn(counter: ChangedCounter, caps: Caps): CallLimit[] {
  const at = new Date(counter.periodStart);
  const limits = counter.subject.startsWith('plan')
    ? planLimitsOn(counter, caps.plan)
    : [...setLimitsOn(counter, caps), ...licenceLimitsOn(counter, caps)];
  // Two limits on one subject may count over periods that begin at different instants: each has its own counter.
  return limits.filter(
    (limit) =>
      limit.counter.subject === counter.subject &&
      limit.counter.meter === counter.meter &&
      limit.counter.period === counter.period &&
      limit.counter.periodStart.getTime() === at.getTime(),
  );
}

function planLimitsOn({ subject, periodStart, periodEnd }: ChangedCounter, plan: Plan) {
  const modelId = subject.slice('plan:model:'.length);
  const month = { startAt: new Date(periodStart), endAt: new Date(periodEnd), key: '' };
  return planLimits({ plan, modelId, modelTier: 'free', month });
}

function setLimitsOn(counter: ChangedCounter, { set, timeZone }: Caps): CallLimit[] {
  const userId = memberOf(counter) ?? '';
  const limits = set.filter((limit) => subjectOf(limit, userId) === counter.subject);
  return setLimits({ limits, userId, at: new Date(counter.periodStart), timeZone });
}

function licenceLimitsOn({ periodStart, periodEnd }: ChangedCounter, { licence }: Caps) {
  if (licence === null) return [];
  const month = { startAt: new Date(periodStart), endAt: new Date(periodEnd), key: '' };
  const { id: licenceId, tier } = licence;
  return licenceLimits({ tier, licenceId, modelTier: 'free', month });
}

function memberOf({ subject }: ChangedCounter): string | null {
  return subject.startsWith('member:') ? subject.slice('member:'.length) : null;
}

function crossing(counter: ChangedCounter, { cap, ...limit }: CallLimit): LimitNews[] {
  const [before, after] = [BigInt(counter.before), BigInt(counter.after)];
  const crosses = (percent: bigint) =>
    before * 100n < cap * percent && after * 100n >= cap * percent;
  if (!crosses(WARNING_PERCENT) && !crosses(100n)) return [];
  return [
    {
      kind: crosses(100n) ? 'limit_reached' : 'limit_warning',
      limit: {
        name: limit.name,
        setBy: limit.setBy,
        limitId: limit.limitId,
        memberId: memberOf(counter),
        licenceId: limit.setBy === 'licence' ? counter.subject.slice('key:'.length) : null,
      },
      meter: counter.meter,
      used: after,
      cap,
      resetsAt: new Date(counter.periodEnd),
      overflow: limit.overflow,
    },
  ];
}
