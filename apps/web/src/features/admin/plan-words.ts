import type { Plan } from '@geko/contracts/plans';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

type Words = Messages['admin']['plans'];
type Texts = { words: Words; planNames: Messages['common']['planNames']; format: Format };

const cloudTiers = ['free', 'premium'] as const;

/** The fields of a plan in the order in which they are told. */
const fields = [
  'name',
  'priceCentsPerMonth',
  'creditCentsPerMonth',
  'trialDays',
  'isHidden',
  'tiers',
  'postpaidMarkupBps',
  'limits',
  'upgradeTo',
] as const satisfies readonly (keyof Plan)[];

/** What a plan costs a month. */
export function priceText(plan: Plan, { words, format }: Texts): string {
  const cents = plan.priceCentsPerMonth;
  return cents === null ? words.byAgreement : format.cents(cents);
}

/** One limit in words: "Whole workspace · Tokens: 50,000 · Use credit". */
export function limitText(limit: Plan['limits'][number], { words, format }: Texts): string {
  return fill(words.limitText, {
    cap: format.count(limit.cap),
    meter: words.meters[limit.meter],
    scope: words.scopes[limit.scope],
    overflow: words.overflows[limit.overflow],
  });
}

function tierText(plan: Plan, tier: (typeof cloudTiers)[number], words: Words): string {
  const funding = plan.tiers[tier];
  return funding === 'local' ? '' : words.fundings[funding];
}

/** What each tier of models costs in a plan: "Free-tier models: Included". */
export function tierTexts(plan: Plan, { words }: Texts): string[] {
  return cloudTiers.map((tier) => `${words.tierNames[tier]}: ${tierText(plan, tier, words)}`);
}

function fieldText(plan: Plan, field: (typeof fields)[number], texts: Texts): string {
  const { words, planNames, format } = texts;
  switch (field) {
    case 'name':
      return plan.name;
    case 'priceCentsPerMonth':
      return priceText(plan, texts);
    case 'creditCentsPerMonth':
      return format.cents(plan.creditCentsPerMonth);
    case 'trialDays':
      return format.count(plan.trialDays);
    case 'isHidden':
      return plan.isHidden ? words.yes : words.no;
    case 'tiers':
      return tierTexts(plan, texts).join(', ');
    case 'postpaidMarkupBps':
      return plan.postpaidMarkupBps === null ? words.asSystem : format.bps(plan.postpaidMarkupBps);
    case 'limits':
      return plan.limits.length === 0
        ? words.noLimits
        : plan.limits.map((limit) => limitText(limit, texts)).join(' · ');
    case 'upgradeTo':
      return plan.upgradeTo === null ? words.noUpgrade : planNames[plan.upgradeTo];
  }
}

/** What differs between two plans, a sentence a field. */
export function planChanges(before: Plan, after: Plan, texts: Texts): string[] {
  return fields.flatMap((field) => {
    const [was, is] = [fieldText(before, field, texts), fieldText(after, field, texts)];
    const { change, fields: names } = texts.words;
    return was === is ? [] : [fill(change, { field: names[field], before: was, after: is })];
  });
}
