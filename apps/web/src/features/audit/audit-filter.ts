import type { AuditAction } from '@geko/contracts/audit';
import type { Messages } from '../../messages/messages.ts';
import { addDays, isDay, startOfDay } from './zone-day.ts';

export type AuditRange = keyof Messages['audit']['ranges'];

/** What of the log is shown, as the address bar says it. Days are of the reader's zone, both inclusive. */
export type AuditFilter = {
  actorId: string | null;
  action: AuditAction | null;
  range: AuditRange;
  /** Only for the range `custom`. */
  from: string | null;
  to: string | null;
};

export const noFilter: AuditFilter = {
  actorId: null,
  action: null,
  range: 'all',
  from: null,
  to: null,
};

/** Days before today that a range reaches back to. */
const reach: Partial<Record<AuditRange, number>> = { today: 0, '7d': 6, '30d': 29, '90d': 89 };
const ranges: readonly string[] = [...Object.keys(reach), 'all', 'custom'];

const isRange = (text: string): text is AuditRange => ranges.includes(text);
const dayOrNull = (text: string | null): string | null =>
  text !== null && isDay(text) ? text : null;

/** The filter in an address; what it does not know stands for nothing. `actions`: by name, all that there are. */
export function readFilter(
  params: Pick<URLSearchParams, 'get'>,
  actions: Record<AuditAction, string>,
): AuditFilter {
  const isAction = (text: string): text is AuditAction => Object.hasOwn(actions, text);
  const action = params.get('action') ?? '';
  const range = params.get('range') ?? '';
  const isCustom = range === 'custom';
  return {
    actorId: params.get('member'),
    action: isAction(action) ? action : null,
    range: isRange(range) ? range : 'all',
    from: isCustom ? dayOrNull(params.get('from')) : null,
    to: isCustom ? dayOrNull(params.get('to')) : null,
  };
}

/** The address of the log under a filter, after its question mark. */
export function filterQuery({ actorId, action, range, from, to }: AuditFilter): string {
  const params = new URLSearchParams({ tab: 'audit' });
  if (actorId !== null) params.set('member', actorId);
  if (action !== null) params.set('action', action);
  if (range !== 'all') params.set('range', range);
  if (range === 'custom' && from !== null) params.set('from', from);
  if (range === 'custom' && to !== null) params.set('to', to);
  return params.toString();
}

/** Whether the filter leaves anything out. */
export function isFiltered({ actorId, action, range }: AuditFilter): boolean {
  return actorId !== null || action !== null || range !== 'all';
}

/** The first and the last moment that a filter lets through; null = open. `today` is a day of the zone. */
export function boundsOf(
  { range, from, to }: AuditFilter,
  today: string,
  timeZone: string,
): { from: string | null; to: string | null } {
  const back = reach[range];
  const first = back === undefined ? from : addDays(today, -back);
  return {
    from: first === null ? null : startOfDay(first, timeZone).toISOString(),
    to:
      to === null
        ? null
        : new Date(startOfDay(addDays(to, 1), timeZone).getTime() - 1).toISOString(),
  };
}
