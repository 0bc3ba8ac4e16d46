'use client';
import { Badge } from '@geko/ui/badge';
import { cn } from '@geko/ui/cn';
import type { PlanView } from '@geko/contracts/billing';
import { Check, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import type { Format } from '../../lib/create-format.ts';
import { useFormat } from '../../lib/use-format.tsx';
import type { Messages } from '../../messages/messages.ts';
import { useMessages } from '../../messages/use-messages.tsx';

const tiers = ['local', 'free', 'premium'] as const;

/** One plan: its price, what each tier of models costs in it, its limits, and what can be done about it. */
export function PlanCard({ plan, action }: { plan: PlanView; action?: ReactNode }) {
  const words = useMessages('plans');
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
        {plan.isCurrent ? <Badge tone="accent">{words.isCurrent}</Badge> : null}
      </div>
      <p className="mt-1 text-sm text-muted">{planPrice(plan, words, format)}</p>
      {plan.trialDays > 0 ? (
        <p className="text-xs text-subtle">
          {fill(words.trial, { days: format.count(plan.trialDays) })}
        </p>
      ) : null}
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
                {words.tiers[tier]}
                <span className="block text-xs text-subtle">
                  {fill(words.tierFunding[funding], {
                    markup: format.bps(plan.postpaidMarkupBps),
                  })}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <ul className="mt-5 flex flex-col gap-1 border-t border-line pt-4 text-xs leading-5 text-muted">
        {plan.creditCentsPerMonth > 0 ? (
          <li>{fill(words.creditIncluded, { amount: format.cents(plan.creditCentsPerMonth) })}</li>
        ) : null}
        {plan.limits.length === 0 ? <li>{words.noLimits}</li> : null}
        {plan.limits.map((limit) => (
          <li key={`${limit.scope}.${limit.meter}`}>
            {limitText(limit, words, format)}
            {limit.overflow === 'allow' ? ` (${words.fairUse})` : null}
          </li>
        ))}
      </ul>
      {action == null ? null : <div className="mt-auto flex flex-col pt-5">{action}</div>}
    </li>
  );
}

/** What a plan costs a month, in a few words. */
export function planPrice(
  plan: Pick<PlanView, 'priceCentsPerMonth' | 'tiers'>,
  words: Messages['plans'],
  format: Format,
): string {
  if (plan.priceCentsPerMonth === null) return words.byAgreement;
  if (plan.priceCentsPerMonth > 0) {
    return fill(words.perMonth, {
      price: format.cents(plan.priceCentsPerMonth),
    });
  }
  return Object.values(plan.tiers).includes('postpaid') ? words.usageBased : words.freeOfCharge;
}

function limitText(
  limit: PlanView['limits'][number],
  words: Messages['plans'],
  format: Format,
): string {
  const text =
    limit.scope === 'free_model'
      ? words.limitPerModel
      : limit.meter === 'tokens'
        ? words.limitTokens
        : words.limitRequests;
  return fill(text, { cap: format.count(limit.cap) });
}
