import type { Limit, LimitSubject } from '@geko/contracts/limits';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { limitAmount } from '../usage/limit-amount.ts';

type Texts = Messages['limits'];
export type SubjectKind = Limit['subject']['kind'];

/** In the order in which they are shown. */
const subjectKinds = ['tenant', 'workspace', 'each_member', 'member', 'model', 'key'] as const;

/** What it is on has no name of its own. */
export function isNameless(kind: SubjectKind): kind is 'tenant' | 'workspace' | 'each_member' {
  return kind === 'tenant' || kind === 'workspace' || kind === 'each_member';
}

/** What a limit caps: "Tokens a month"; spending of the whole workspace or company in a month is its budget. */
export function limitTitle(
  { subject, meter, period }: Pick<Limit, 'meter' | 'period'> & { subject: { kind: SubjectKind } },
  texts: Texts,
): string {
  const isAll = subject.kind === 'workspace' || subject.kind === 'tenant';
  return isAll && meter === 'charge' && period === 'month'
    ? texts.budgetName
    : fill(texts.name, { meter: texts.meters[meter], period: texts.periods[period] });
}

/** The same with whose it is, to stand alone: "Ada · Tokens a month". */
export function limitLabel(limit: Limit, texts: Texts): string {
  const title = limitTitle(limit, texts);
  return limit.subject.kind === 'workspace' ? title : `${subjectText(limit, texts)} · ${title}`;
}

/** Whose limit it is: a member's, a model's or a key's name, "Each member", "Whole company". */
export function subjectText({ subject, subjectName }: Limit, texts: Texts): string {
  return isNameless(subject.kind)
    ? texts.subjects[subject.kind]
    : (subjectName ?? texts.goneSubject);
}

export type LimitGroup = { kind: SubjectKind; limits: Limit[] };

/** Limits by what they are on, the widest first; within a group by name, then the shortest period first. */
export function groupLimits(limits: readonly Limit[]): LimitGroup[] {
  return subjectKinds
    .map((kind) => ({
      kind,
      limits: limits.filter(({ subject }) => subject.kind === kind).toSorted(compare),
    }))
    .filter((group) => group.limits.length > 0);
}

const periodOrder = ['day', 'week', 'month', 'year', 'total'];
const meterOrder = ['charge', 'tokens', 'requests'];

function compare(one: Limit, other: Limit): number {
  return (
    (one.subjectName ?? '').localeCompare(other.subjectName ?? '') ||
    one.subject.id.localeCompare(other.subject.id) ||
    meterOrder.indexOf(one.meter) - meterOrder.indexOf(other.meter) ||
    periodOrder.indexOf(one.period) - periodOrder.indexOf(other.period)
  );
}

/** The limit that is over the same already: there can be one a subject, meter and period. */
export function sameLimit(
  limits: readonly Limit[],
  { subject, meter, period }: { subject: LimitSubject } & Pick<Limit, 'meter' | 'period'>,
): Limit | null {
  const id = 'id' in subject ? subject.id : '';
  return (
    limits.find(
      (limit) =>
        limit.subject.kind === subject.kind &&
        (id === '' || limit.subject.id === id) &&
        limit.meter === meter &&
        limit.period === period,
    ) ?? null
  );
}

/** What stands under a limit's bar: what happens at its end, when it resets, what running answers hold of it. */
export function limitFacts(limit: Limit, texts: Texts, format: Format): string {
  const { now, meter, period, anchorAt, timeZone } = limit;
  const facts = [texts.atLimit[limit.overflow]];
  if (limit.subject.kind === 'each_member') facts.push(texts.eachHint);
  if (period === 'total') facts.push(texts.never);
  else if (now !== null) facts.push(fill(texts.resets, { date: format.dateTime(now.resetsAt) }));
  if (anchorAt !== null && period !== 'total')
    facts.push(fill(texts.countsFrom, { date: format.date(anchorAt) }));
  if (limit.subject.kind === 'tenant' && period !== 'total')
    facts.push(fill(texts.zone, { zone: timeZone }));
  if (now !== null && now.held > 0)
    facts.push(fill(texts.held, { held: limitAmount(meter, now.held, format) }));
  return facts.join(' · ');
}
