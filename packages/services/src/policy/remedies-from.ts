import type { LimitTrace, Remedy } from '@geko/contracts/errors';
import type { PlanId } from '@geko/contracts/plans';
import type { Caller } from '../deps.ts';
import { maySetCompanyLimits } from '../limits/may-set-company-limits.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import type { Refused } from './call-refusal.ts';

/** The page where a workspace's plan is changed. */
export function upgradeUrl(workspaceId: string): string {
  return `/w/${workspaceId}/settings?tab=plan`;
}

/** What there is to be done about a refusal. */
export type Ways = {
  trace: readonly LimitTrace[];
  /** A model that would be admitted instead. */
  other: CatalogueModel | null;
  /** A plan that would help. */
  offered: PlanId | null;
};

/** What can be said at once, without another look at the database: the next plan up, and no other model. */
export function plainly(caller: Caller, { trace, isPlans }: Refused): Ways {
  return { trace, other: null, offered: isPlans ? caller.plan.upgradeTo : null };
}

/** The remedies of a refusal for this caller, the quickest first. */
export function remediesFrom(caller: Caller, { trace, other, offered }: Ways): Remedy[] {
  const until = waitUntil(trace);
  return [
    ...(other === null
      ? []
      : [
          {
            kind: 'switch_model' as const,
            modelId: other.id,
            name: other.name,
            isLocal: other.tier === 'local',
          },
        ]),
    ...trace
      .filter(({ isExceeded }) => isExceeded)
      .flatMap(({ limitId, setBy }) =>
        limitId === null ? [] : [aboutLimit(caller, { limitId, setBy })],
      ),
    ...(offered === null
      ? []
      : [{ kind: 'upgrade' as const, url: upgradeUrl(caller.workspaceId), planId: offered }]),
    ...(until === null ? [] : [{ kind: 'wait' as const, until }]),
  ];
}

function aboutLimit(
  caller: Caller,
  { limitId, setBy }: { limitId: string; setBy: LimitTrace['setBy'] },
): Remedy {
  const isCompanys = setBy === 'tenant';
  const mayRaise = isCompanys
    ? maySetCompanyLimits(caller)
    : caller.permissions.has('budget:manage');
  return mayRaise
    ? {
        kind: 'raise_limit',
        limitId,
        url: `/w/${caller.workspaceId}/settings?tab=limits&limit=${limitId}`,
      }
    : { kind: isCompanys ? 'ask_owner' : 'ask_admin', limitId };
}

/** The last reset of the limits that are in the way; null = none of them, or one that never resets. */
export function waitUntil(trace: readonly LimitTrace[]): string | null {
  const exceeded = trace.filter(({ isExceeded }) => isExceeded);
  if (exceeded.length === 0 || exceeded.some(({ period }) => period === 'total')) return null;
  return exceeded.map(({ resetsAt }) => resetsAt).reduce((a, b) => (a > b ? a : b));
}
