import type { Funding } from '@geko/contracts/meters';
import type { UsageRange } from '@geko/contracts/usage';
import { addDays, isDay } from '../audit/zone-day.ts';

export const rangeKinds = ['day', 'week', 'month', 'year', 'custom'] as const;
export type RangeKind = (typeof rangeKinds)[number];

const fundings: Record<Funding, true> = {
  local: true,
  included: true,
  credits: true,
  postpaid: true,
};

export type UsageFilter = {
  userId: string | null;
  modelId: string | null;
  funding: Funding | null;
  apiKeyId: string | null;
};

/** Everybody's calls, of every kind. */
export const everything: UsageFilter = {
  userId: null,
  modelId: null,
  funding: null,
  apiKeyId: null,
};

/** What of the use is shown, as the address bar says it; days are of the workspace's zone. */
export type UsageView = UsageFilter & {
  kind: RangeKind;
  /** A day of the span; null = the span that today is in. Not for `custom`. */
  on: string | null;
  /** Only for `custom`: both ends are within. */
  from: string | null;
  to: string | null;
};

const isKind = (text: string): text is RangeKind => rangeKinds.some((kind) => kind === text);
const isFunding = (text: string): text is Funding => Object.hasOwn(fundings, text);
const dayOrNull = (text: string | null): string | null =>
  text !== null && isDay(text) ? text : null;

/** The view in an address; what it does not know stands for nothing, and a span without both its ends for this month. */
export function readUsageView(params: Pick<URLSearchParams, 'get'>): UsageView {
  const asked = params.get('range') ?? '';
  const [from, to] = [dayOrNull(params.get('from')), dayOrNull(params.get('to'))];
  const isCustom = asked === 'custom' && from !== null && to !== null && from <= to;
  const kind = isKind(asked) && (asked !== 'custom' || isCustom) ? asked : 'month';
  const funding = params.get('funding') ?? '';
  return {
    kind,
    on: kind === 'custom' ? null : dayOrNull(params.get('on')),
    from: kind === 'custom' ? from : null,
    to: kind === 'custom' ? to : null,
    userId: params.get('member'),
    modelId: params.get('model'),
    funding: isFunding(funding) ? funding : null,
    apiKeyId: params.get('key'),
  };
}

/** The address of a view, after its question mark. */
export function usageViewQuery({
  kind,
  on,
  from,
  to,
  userId,
  modelId,
  funding,
  apiKeyId,
}: UsageView): string {
  const params = new URLSearchParams();
  if (kind !== 'month') params.set('range', kind);
  if (on !== null) params.set('on', on);
  if (from !== null) params.set('from', from);
  if (to !== null) params.set('to', to);
  if (userId !== null) params.set('member', userId);
  if (modelId !== null) params.set('model', modelId);
  if (funding !== null) params.set('funding', funding);
  if (apiKeyId !== null) params.set('key', apiKeyId);
  return params.toString();
}

/** The range as the server is asked for it. */
export function rangeOf({ kind, on, from, to }: UsageView): UsageRange {
  if (kind === 'custom' && from !== null && to !== null) return { kind, from, to };
  return {
    kind: kind === 'custom' ? 'month' : kind,
    ...(on === null ? {} : { on }),
  };
}

export type DaySpan = { from: string; to: string };

/** The days of a view: the server's rule (packages/domain/src/usage-span.ts), for the label and for stepping. */
export function spanOf({ kind, on, from, to }: UsageView, today: string): DaySpan {
  const day = on ?? today;
  switch (kind) {
    case 'custom':
      return { from: from ?? today, to: to ?? today };
    case 'day':
      return { from: day, to: day };
    case 'week': {
      const monday = addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
      return { from: monday, to: addDays(monday, 6) };
    }
    case 'month': {
      const first = `${day.slice(0, 7)}-01`;
      // 31 days later is always in the next month.
      return { from: first, to: addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1) };
    }
    case 'year':
      return { from: `${day.slice(0, 4)}-01-01`, to: `${day.slice(0, 4)}-12-31` };
  }
}

/** The span before, or after. */
export function stepView(view: UsageView, today: string, step: -1 | 1): UsageView {
  const { from, to } = spanOf(view, today);
  const next = step === 1 ? addDays(to, 1) : addDays(from, -1);
  if (view.kind === 'custom') {
    const rest = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    return step === 1
      ? { ...view, from: next, to: addDays(next, rest) }
      : { ...view, from: addDays(next, -rest), to: next };
  }
  return onDay(view, spanOf({ ...view, on: next }, today).from, today);
}

/** The same time as another kind of span; from a year or a month, to its last part that has begun. */
export function withKind(view: UsageView, kind: RangeKind, today: string): UsageView {
  const { from, to } = spanOf(view, today);
  if (kind === 'custom') return { ...view, kind, on: null, from, to: to > today ? today : to };
  const day = from <= today && today <= to ? today : to;
  const next = { ...view, kind, from: null, to: null };
  return onDay(next, spanOf({ ...next, on: day }, today).from, today);
}

/** Five years at most, which the server refuses to exceed. */
const MOST_DAYS = 5 * 365;

/** The custom span with another end. The end across moves along where the days would lie the wrong way or too far apart. */
export function withEnd(view: UsageView, { from, to }: Partial<DaySpan>, today: string): UsageView {
  const span = spanOf(view, today);
  if (from !== undefined) {
    const last = addDays(from, MOST_DAYS - 1);
    return { ...view, from, to: clamp(span.to, from, last) };
  }
  if (to === undefined) return view;
  return { ...view, from: clamp(span.from, addDays(to, 1 - MOST_DAYS), to), to };
}

const clamp = (day: string, first: string, last: string): string =>
  day < first ? first : day > last ? last : day;

/** The span around a day; where today is in it too, the address need not say when. */
function onDay(view: UsageView, day: string, today: string): UsageView {
  const span = spanOf({ ...view, on: day }, today);
  return { ...view, on: span.from <= today && today <= span.to ? null : day };
}

/** Whether the view leaves out somebody's calls, or some kind of them. */
export function isNarrowed({ userId, modelId, funding, apiKeyId }: UsageView): boolean {
  return userId !== null || modelId !== null || funding !== null || apiKeyId !== null;
}
