import type { PlanId } from '@geko/contracts/plans';
import type { Messages } from './messages.ts';

/** What plans are called as they ship (planTable); the messages have these in the reader's language. */
const shippedNames: Readonly<Record<PlanId, string>> = {
  free: 'Free',
  pro: 'Pro',
  paygo: 'Pay as you go',
  enterprise: 'Enterprise',
};

/** The common messages with the plans' names as the operator has them; where none was changed, the translated one. */
export function namePlans(
  common: Messages['common'],
  names: Readonly<Record<PlanId, string>>,
): Messages['common'] {
  const nameOf = (id: PlanId): string =>
    names[id] === shippedNames[id] ? common.planNames[id] : names[id];
  return {
    ...common,
    planNames: {
      free: nameOf('free'),
      pro: nameOf('pro'),
      paygo: nameOf('paygo'),
      enterprise: nameOf('enterprise'),
    },
  };
}
