import type { Funding } from '@geko/contracts/meters';
import type { ModelKind } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';

/** What a wallet pays over provider cost unless the operator says otherwise (SPEC §7). */
export const SEEDED_SYSTEM_MARKUP_BPS = 1500;

/** Where a markup stands in the table of markups. */
export const SYSTEM_SCOPE = 'system';
export function planKindScope(planId: PlanId, kind: ModelKind): string {
  return `plan:${planId}/${kind}`;
}

/** Every markup that may apply to a call, in basis points; null = none was set. */
export type MarkupSources = {
  workspaceModelBps: number | null;
  planKindBps: number | null;
  /** The plan's own, of its invoice. */
  planBps: number | null;
  systemBps: number;
};

/**
 * What is added to provider cost, in basis points. Included and local use has none. On the invoice: workspace×model,
 * plan×kind, plan, system (SPEC §7). Out of the wallet a plan says nothing, as credit is bought ahead of any plan:
 * workspace×model, system.
 */
export function resolveMarkup({
  funding,
  workspaceModelBps,
  planKindBps,
  planBps,
  systemBps,
}: MarkupSources & { funding: Funding }): number {
  switch (funding) {
    case 'local':
    case 'included':
      return 0;
    case 'credits':
      return workspaceModelBps ?? systemBps;
    case 'postpaid':
      return workspaceModelBps ?? planKindBps ?? planBps ?? systemBps;
  }
}
