import type { LimitTrace } from '@geko/contracts/errors';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

type Names = Messages['usage']['limitNames'];

/** "workspace.tokens", "model.gpt-5-mini.tokens", "member.charge.day": the period stands there unless it is a month. */
const NAME =
  /^(workspace|tenant|member|model|key|licence)(?:\.(.+))?\.(?:tokens|requests|charge)(?:\.(day|week|year|total))?$/;

/**
 * A limit's stable name in words: "model.gpt-5-mini.tokens" over a month → "Tokens of gpt-5-mini this month". A trace
 * of a member's limit is only ever the caller's own. Where no period is known, only what is counted: "Tokens of
 * gpt-5-mini". A name of another form is shown as it is.
 */
export function limitName(
  { name, meter, period }: Pick<LimitTrace, 'name' | 'meter'> & Partial<Pick<LimitTrace, 'period'>>,
  names: Names,
): string {
  const match = NAME.exec(name);
  if (match === null) return name;
  const [, subject, id = '', named] = match;
  const of = fill(names[subject as Exclude<keyof Names, 'over' | 'periods'>][meter], { id });
  const over = period ?? (named as LimitTrace['period'] | undefined);
  return over === undefined ? of : fill(names.over, { of, period: names.periods[over] });
}
