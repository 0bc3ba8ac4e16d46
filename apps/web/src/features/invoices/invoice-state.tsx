import { Badge } from '@geko/ui/badge';
import type { Invoice, InvoiceState } from '@geko/contracts/invoices';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

const tones = {
  draft: 'neutral',
  open: 'blue',
  failed: 'danger',
  paid: 'success',
  void: 'neutral',
} as const satisfies Record<InvoiceState, string>;

/** The month of an invoice, and its plan, what it is now, its number, and what it comes to. */
export function InvoiceTitle({ invoice }: { invoice: Invoice }) {
  const texts = useMessages('invoices');
  const format = useFormat();
  const common = useMessages('common');
  const { month, state, number, madeAt, paidAt, planId } = invoice;
  const { totalCents, taxCents, creditedCents, refundedCents } = invoice;
  const notes = [
    fill(texts.facts, { number, date: format.date(madeAt) }),
    ...(paidAt === null ? [] : [fill(texts.paidOn, { date: format.date(paidAt) })]),
    ...(creditedCents === 0 ? [] : [fill(texts.credited, { amount: format.cents(creditedCents) })]),
    ...(refundedCents === 0 ? [] : [fill(texts.refunded, { amount: format.cents(refundedCents) })]),
  ];
  return (
    <div className="flex items-start justify-between gap-x-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          {planId === null
            ? format.month(month)
            : fill(texts.ofPlan, { plan: common.planNames[planId], month: format.month(month) })}
          <Badge tone={tones[state]}>{texts.states[state]}</Badge>
        </p>
        <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">{notes.join(' · ')}</p>
      </div>
      <p className="text-sm font-medium whitespace-nowrap tabular-nums">
        {format.cents(totalCents + taxCents)}
      </p>
    </div>
  );
}
