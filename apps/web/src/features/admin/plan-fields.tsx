'use client';
import { Checkbox } from '@geko/ui/checkbox';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Label } from '@geko/ui/label';
import type { PlanId } from '@geko/contracts/plans';
import { useId } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceField } from './choice-field.tsx';
import type { PlanDraft, PlanProblem } from './plan-draft.ts';
import { PlanLimitsField } from './plan-limits-field.tsx';

// Written out, so that no page carries the whole contract.
const planIds = ['free', 'pro', 'paygo', 'enterprise'] as const satisfies readonly PlanId[];
const NONE = 'none';
const fundings = ['included', 'postpaid', 'locked'] as const;
const cloudTiers = ['free', 'premium'] as const;

/** Everything about a plan that can be changed. */
export function PlanFields({
  id,
  draft,
  problems,
  onChange,
}: {
  id: PlanId;
  draft: PlanDraft;
  problems: readonly PlanProblem[];
  onChange: (draft: PlanDraft) => void;
}) {
  const { plans: words, notPercent, notDollars } = useMessages('admin');
  const { planNames } = useMessages('common');
  const hiddenId = useId();
  const change = (changed: Partial<PlanDraft>): void => onChange({ ...draft, ...changed });
  const others = planIds.filter((one) => one !== id);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words.name}>
          <Input
            required
            maxLength={60}
            autoComplete="off"
            value={draft.name}
            aria-invalid={problems.includes('name') || undefined}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <Field
          label={words.price}
          hint={id === 'free' ? words.freePrice : words.priceHint}
          error={problems.includes('price') ? notDollars : undefined}
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            icon="$"
            disabled={id === 'free'}
            value={draft.price}
            onChange={(event) => change({ price: event.target.value })}
          />
        </Field>
        <Field
          label={words.credit}
          hint={words.creditHint}
          error={problems.includes('credit') ? notDollars : undefined}
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            icon="$"
            value={draft.credit}
            onChange={(event) => change({ credit: event.target.value })}
          />
        </Field>
        <Field
          label={words.trial}
          hint={words.trialHint}
          error={problems.includes('trial') ? words.notTrial : undefined}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={draft.trial}
            onChange={(event) => change({ trial: event.target.value })}
          />
        </Field>
        {cloudTiers.map((tier) => (
          <ChoiceField
            key={tier}
            label={words.tierNames[tier]}
            value={draft.tiers[tier] === 'local' ? 'included' : draft.tiers[tier]}
            names={words.fundings}
            options={fundings}
            onChange={(funding) => change({ tiers: { ...draft.tiers, [tier]: funding } })}
          />
        ))}
        <Field
          label={words.markup}
          hint={words.markupHint}
          error={problems.includes('markup') ? notPercent : undefined}
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            value={draft.markup}
            onChange={(event) => change({ markup: event.target.value })}
          />
        </Field>
        <ChoiceField
          label={words.upgradeTo}
          value={draft.upgradeTo ?? NONE}
          names={{ ...planNames, [NONE]: words.noUpgrade }}
          options={[...others, NONE]}
          onChange={(next) => change({ upgradeTo: others.find((one) => one === next) ?? null })}
        />
      </div>
      <div className="flex items-center gap-2.5">
        <Checkbox
          id={hiddenId}
          checked={draft.isHidden}
          onCheckedChange={(next) => change({ isHidden: next === true })}
        />
        <Label htmlFor={hiddenId}>{words.isHidden}</Label>
      </div>
      <PlanLimitsField
        limits={draft.limits}
        problems={problems}
        onChange={(limits) => change({ limits })}
      />
    </div>
  );
}
