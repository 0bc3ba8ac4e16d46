'use client';
import { Badge } from '@geko/ui/badge';
import { cn } from '@geko/ui/cn';
import type { PlanView } from '@geko/contracts/billing';
import { Check, Lock } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import type { Format } from '../../lib/create-format.ts';
import { useFormat } from '../../lib/use-format.tsx';
import type { Messages } from '../../messages/messages.ts';
import { useMessages } from '../../messages/use-messages.tsx';

const tiers = ['local', 'free', 'premium'] as const;

/** One plan: its price, what each tier of models costs in it, and its limits. */
export function PlanCard({ plan }: { plan: PlanView }) {
  const settings = useMessages('settings');
  const format = useFormat();
  return (
    <li
      className={cn(
        'flex flex-col rounded-xl border bg-surface p-5 shadow-xs',
        plan.isCurrent ? 'border-accent ring-1 ring-accent' : 'border-line',
      )}
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{plan.name}</h2>
        {plan.isCurrent ? <Badge tone="accent">{settings.isCurrent}</Badge> : null}
      </div>
      <p className="mt-1 text-sm text-muted">{priceOf(plan, settings, format)}</p>
      <ul className="mt-5 flex flex-col gap-3 text-sm">
        {tiers.map((tier) => {
          const funding = plan.tiers[tier];
          const Icon = funding === 'locked' ? Lock : Check;
          return (
            <li key={tier} className="flex gap-2.5">
              <Icon
                aria-hidden
                className={cn(
                  'mt-0.5 size-4 shrink-0',
                  funding === 'locked' ? 'text-subtle' : 'text-accent-text',
                )}
              />
              <span className={funding === 'locked' ? 'text-subtle' : undefined}>
                {settings.tiers[tier]}
                <span className="block text-xs text-subtle">
                  {fill(settings.tierFunding[funding], {
                    markup: format.bps(plan.postpaidMarkupBps),
                  })}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <ul className="mt-5 flex flex-col gap-1 border-t border-line pt-4 text-xs leading-5 text-muted">
        {plan.limits.length === 0 ? <li>{settings.noLimits}</li> : null}
        {plan.limits.map((limit) => (
          <li key={`${limit.scope}.${limit.meter}`}>
            {limitText(limit, settings, format)}
            {limit.overflow === 'allow' ? ` (${settings.fairUse})` : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

function priceOf(plan: PlanView, settings: Messages['settings'], format: Format): string {
  if (plan.priceCentsPerMonth === null) return settings.byAgreement;
  if (plan.priceCentsPerMonth > 0) {
    return fill(settings.perMonth, {
      price: format.cents(plan.priceCentsPerMonth),
    });
  }
  return Object.values(plan.tiers).includes('postpaid')
    ? settings.usageBased
    : settings.freeOfCharge;
}

function limitText(
  limit: PlanView['limits'][number],
  settings: Messages['settings'],
  format: Format,
): string {
  const text =
    limit.scope === 'free_model'
      ? settings.limitPerModel
      : limit.meter === 'tokens'
        ? settings.limitTokens
        : settings.limitRequests;
  return fill(text, { cap: format.count(limit.cap) });
}
