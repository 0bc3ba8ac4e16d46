import type { Caller } from '../deps.ts';
import type { LimitRow } from '../policy/load-limits.ts';

/** Who has come in, and all that admission looks at before it knows the model. It is soon out of date. */
export type CallEntry = {
  caller: Caller;
  /** A mark of what they may do here, by which the hold is refused when that has changed. */
  seen: string;
  /** The version of the catalogue. */
  catalogue: string;
  /** Those on any model. */
  limits: LimitRow[];
  /** What the workspace decided about models; none = enabled. */
  models: { modelId: string; isEnabled: boolean; markupBps: number | null }[];
  /** In basis points, by scope. */
  markups: Record<string, number>;
  enteredAt: Date;
};
