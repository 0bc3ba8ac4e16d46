import type { Counter, SetLimit } from '@geko/domain/limits';
import { periodAt } from '@geko/domain/periods';
import { COMPANY_ZONE } from './money-steps.ts';
import { type Counted, type Tallies, tallyIn, usedIn } from './oracle-counters.ts';

/** What all workspaces of a company share: the time, its limits, and their counters, which count every call of each. */
export class CompanyOracle {
  now: Date;
  readonly limits: SetLimit[] = [];
  readonly counters: Tallies = new Map();
  /** Of each workspace. */
  readonly receiptsOf: (readonly Counted[])[] = [];

  constructor(now: Date) {
    this.now = now;
  }

  /** A limit is set: its counter begins with what was used before, in its own zone. */
  begin({ meter, period, anchorAt }: SetLimit): void {
    const { startAt, endAt } = periodAt({
      kind: period,
      at: this.now,
      timeZone: COMPANY_ZONE,
      anchorAt,
    });
    const counter: Counter = {
      scope: 'tenant',
      subject: 'tenant',
      meter,
      period,
      periodStart: startAt,
      periodEnd: endAt,
    };
    tallyIn(this.counters, counter).used = usedIn(this.receiptsOf.flat(), counter);
  }

  /** A call that began at some time has used so much, or so much more. */
  count({ at }: { at: Date }, used: Record<Counter['meter'], bigint>): void {
    for (const tally of this.counters.values()) {
      if (tally.periodStart <= at && tally.periodEnd > at) tally.used += used[tally.meter];
    }
  }
}
