'use client';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { PlanId } from '@geko/contracts/plans';
import { useMessages } from '../../messages/use-messages.tsx';

const plans = ['free', 'pro', 'paygo', 'enterprise'] as const satisfies readonly PlanId[];

/** Chooses a plan; it shows the current one until the change is confirmed and made. */
export function PlanSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: PlanId;
  onChange: (planId: PlanId) => void;
}) {
  const { planNames } = useMessages('common');
  return (
    <Select
      value={value}
      onValueChange={(next) => {
        const plan = plans.find((one) => one === next);
        if (plan !== undefined && plan !== value) onChange(plan);
      }}
    >
      <SelectTrigger aria-label={label} className="w-40" />
      <SelectContent>
        {plans.map((plan) => (
          <SelectItem key={plan} value={plan}>
            {planNames[plan]}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
