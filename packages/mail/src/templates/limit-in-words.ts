import type { Locale } from '@geko/contracts/auth';
import { Meter, PeriodKind } from '@geko/contracts/meters';
import { formatUsd } from '@geko/contracts/usd';
import { fillPlaces, quoted } from '../layout/clean-text.ts';
import type { MailWords } from '../words/words.ts';

type LimitName = { subject: string; meter: Meter; period: PeriodKind };

const NAME = new RegExp(
  `^(?<subject>.+)\\.(?<meter>${Meter.options.join('|')})(?:\\.(?<period>${PeriodKind.options.join('|')}))?$`,
  'u',
);

/** Takes a limit's stable name apart: "member.charge.day", "model.gpt-5-mini.tokens" (a month). */
function readName(name: string): LimitName {
  const { subject = name, meter, period } = NAME.exec(name)?.groups ?? {};
  return {
    subject,
    meter: Meter.catch('tokens').parse(meter),
    period: PeriodKind.catch('month').parse(period),
  };
}

/** A limit as people say it: "Spending a day, Ada Lovelace". */
export function limitInWords(
  { limit, memberName, isOwn }: { limit: string; memberName: string | null; isOwn: boolean },
  words: MailWords,
): string {
  const { subject, meter, period } = readName(limit);
  return fillPlaces(words.limit, {
    meter: words.limitMeters[meter],
    period: words.limitPeriods[period],
    subject: subjectInWords({ subject, memberName, isOwn }, words.limitSubjects),
  });
}

function subjectInWords(
  { subject, memberName, isOwn }: { subject: string; memberName: string | null; isOwn: boolean },
  words: MailWords['limitSubjects'],
): string {
  if (
    subject === 'workspace' ||
    subject === 'tenant' ||
    subject === 'key' ||
    subject === 'licence'
  ) {
    return words[subject];
  }
  if (subject === 'member') {
    if (isOwn) return words.own;
    return memberName === null
      ? words.eachMember
      : fillPlaces(words.member, { name: quoted(memberName) });
  }
  return fillPlaces(words.model, { name: quoted(subject.replace(/^model\./u, '')) });
}

/** An amount of a limit's meter: dollars of a charge, which is in nano-USD; a number of anything else. */
export function amountIn(limit: string, amount: string, locale: Locale): string {
  const { meter } = readName(limit);
  return meter === 'charge'
    ? formatUsd(BigInt(amount))
    : new Intl.NumberFormat(locale).format(BigInt(amount));
}
