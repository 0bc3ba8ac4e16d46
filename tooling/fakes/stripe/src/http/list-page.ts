import { badRequest } from '../refusal.ts';

type Paging = {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
};
export type Range =
  | number
  | {
      gt?: number | undefined;
      gte?: number | undefined;
      lt?: number | undefined;
      lte?: number | undefined;
    };

const DEFAULT_LIMIT = 10;

/** One page of a list, in Stripe's shape. `items` come in the order in which they are listed. */
export function listPage<T extends { id: string }>(url: string, items: T[], paging: Paging) {
  const { limit = DEFAULT_LIMIT, starting_after: after, ending_before: before } = paging;
  const indexOf = (id: string, param: string) => {
    const index = items.findIndex((item) => item.id === id);
    if (index < 0) {
      throw badRequest(`No such object: '${id}'`, { code: 'resource_missing', param });
    }
    return index;
  };
  let page: T[];
  let hasMore: boolean;
  if (before === undefined) {
    const from = after === undefined ? 0 : indexOf(after, 'starting_after') + 1;
    page = items.slice(from, from + limit);
    hasMore = from + limit < items.length;
  } else {
    const to = indexOf(before, 'ending_before');
    page = items.slice(Math.max(0, to - limit), to);
    hasMore = to > limit;
  }
  return { object: 'list' as const, data: page, has_more: hasMore, url };
}

/** Whether a moment lies in what a list was asked for. */
export function isWithin(at: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return at === range;
  const { gt, gte, lt, lte } = range;
  return (
    (gt === undefined || at > gt) &&
    (gte === undefined || at >= gte) &&
    (lt === undefined || at < lt) &&
    (lte === undefined || at <= lte)
  );
}
