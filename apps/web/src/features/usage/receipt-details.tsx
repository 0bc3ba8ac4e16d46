'use client';
import { Badge } from '@geko/ui/badge';
import { cn } from '@geko/ui/cn';
import type { Receipt } from '@geko/contracts/receipt';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { receiptChanges } from './receipt-changes.ts';
import { receiptFacts, receiptNotes, receiptSteps } from './receipt-text.ts';

/** A receipt's arithmetic step by step, who pays and at which price, and what else is to be said of it. */
export function ReceiptDetails({ receipt }: { receipt: Receipt }) {
  const usage = useMessages('usage');
  const common = useMessages('common');
  const format = useFormat();
  const texts = { usage, common };
  const notes = receiptNotes(receipt, texts);
  const changes = receiptChanges(receipt, texts, format);
  return (
    <div className="flex flex-col gap-4 text-sm">
      <ul aria-label={usage.arithmetic} className="tabular-nums">
        {receiptSteps(receipt, texts, format).map(({ key, label, formula, result, kind }) => (
          <li
            key={key}
            className={cn(
              'grid grid-cols-[1fr_auto] items-baseline gap-x-4 border-b border-line py-2',
              kind === 'sum' && 'font-medium',
              kind === 'total' && 'border-b-0 font-semibold',
            )}
          >
            <span>{label}</span>
            <span className="row-span-2 self-end wrap-anywhere text-end">{result}</span>
            {formula === null ? null : (
              <span className="text-xs leading-5 font-normal text-muted">{formula}</span>
            )}
          </li>
        ))}
      </ul>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 border-t border-line pt-4">
        {receiptFacts(receipt, texts, format).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-end">{value}</dd>
          </div>
        ))}
      </dl>
      {notes.length === 0 ? null : (
        <div className="flex flex-col gap-2 border-t border-line pt-4 text-xs leading-5 text-muted">
          <ReceiptBadges receipt={receipt} />
          {changes === null ? null : (
            <div className="text-sm">
              <p className="text-fg">{changes.title}</p>
              <dl className="grid grid-cols-[auto_1fr] gap-x-6">
                {changes.rows.map(([name, value]) => (
                  <div key={name} className="contents">
                    <dt>{name}</dt>
                    <dd className="text-end text-fg tabular-nums">{value}</dd>
                  </div>
                ))}
              </dl>
            </div>
          )}
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether it is an estimate, or was one. */
export function ReceiptBadges({
  receipt: { isEstimated, isCorrected },
}: {
  receipt: Pick<Receipt, 'isEstimated' | 'isCorrected'>;
}) {
  const usage = useMessages('usage');
  if (!isEstimated && !isCorrected) return null;
  return (
    <p className="flex flex-wrap gap-1.5">
      {isEstimated ? <Badge tone="warning">{usage.estimated}</Badge> : null}
      {isCorrected ? <Badge tone="blue">{usage.corrected}</Badge> : null}
    </p>
  );
}
