'use client';
import { Meter } from '@geko/ui/meter';
import { meterTone } from '@geko/ui/meter-tone';
import Link from 'next/link';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { limitAmount } from './limit-amount.ts';
import { limitName } from './limit-name.ts';

/**
 * The limit that binds: what is used and held of its cap, when it starts anew, and, once it is red, the
 * way to more. Nothing where no limit applies, or while it is not known.
 */
export function QuotaBar({ workspaceId, className }: { workspaceId: string; className?: string }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const { can } = useWorkspace();
  const { data } = trpc.usage.quota.useQuery({ workspaceId });
  const binding = data?.binding;
  if (binding === undefined || binding === null || binding.cap === null) return null;
  const taken = binding.used + binding.held;
  const isRed = meterTone(taken, binding.cap) === 'danger';
  const { meter, limitId, period, setBy } = binding;
  const mayRaise = can('budget:manage') && (setBy !== 'tenant' || can('billing:manage'));
  const exact = (amount: number): string => limitAmount(meter, amount, format);
  const short = (amount: number): string =>
    meter === 'charge' ? exact(amount) : format.compact(amount);
  const held =
    binding.held === 0 ? '' : ` · ${fill(usage.quotaHeld, { held: exact(binding.held) })}`;
  const settings = `/w/${workspaceId}/settings`;
  const remedy =
    setBy === 'plan'
      ? { href: `${settings}?tab=plan`, label: usage.quotaUpgrade }
      : limitId !== null && mayRaise
        ? { href: `${settings}?tab=limits&limit=${limitId}`, label: usage.quotaRaise }
        : null;
  return (
    <section
      aria-label={usage.quota}
      title={`${exact(taken)} / ${exact(binding.cap)}${held}`}
      className={className}
    >
      <Meter
        isCompact
        label={limitName(binding, usage.limitNames)}
        value={taken}
        max={binding.cap}
        valueText={fill(usage.limitValue, {
          used: short(taken),
          cap: short(binding.cap),
        })}
        warningLabel={usage.warning}
        dangerLabel={taken >= binding.cap ? usage.usedUp : usage.danger}
      />
      <p className="mt-1 flex justify-between gap-2 text-2xs text-subtle">
        <span>
          {period === 'total'
            ? usage.quotaNeverResets
            : fill(usage.quotaResets, { date: format.date(binding.resetsAt) })}
        </span>
        {isRed && remedy !== null ? (
          <Link
            href={remedy.href}
            className="rounded-xs font-medium text-accent-text underline underline-offset-2"
          >
            {remedy.label}
          </Link>
        ) : null}
      </p>
    </section>
  );
}
