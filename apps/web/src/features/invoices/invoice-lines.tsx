import type { InvoiceDetails, InvoiceLine } from '@geko/contracts/invoices';
import { cn } from '@geko/ui/cn';
import type { ReactNode } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** All that is on an invoice: its lines to the nano-dollar, the sum, what rounding made of it, and its credit notes. */
export function InvoiceLines({ invoice }: { invoice: InvoiceDetails }) {
  const { details: texts } = useMessages('invoices');
  const format = useFormat();
  const { lines, totalNano, roundingNano, totalCents, taxCents, creditedCents, creditNotes } =
    invoice;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <ul aria-label={texts.list} className="tabular-nums">
        {lines.map((line) => (
          <Row
            key={`${line.modelId} ${line.isEarlier}`}
            name={line.isEarlier ? fill(texts.earlier, { model: line.modelName }) : line.modelName}
            amount={format.exact(line.amountNano)}
          >
            <Used line={line} />
          </Row>
        ))}
        <Row name={texts.sum} amount={format.exact(totalNano)} isSum />
        {roundingNano === '0' ? null : (
          <Row name={texts.rounding} amount={format.exact(roundingNano)} />
        )}
        {taxCents === 0 ? null : <Row name={texts.tax} amount={format.cents(taxCents)} />}
        <Row name={texts.total} amount={format.cents(totalCents + taxCents)} isSum />
      </ul>
      {creditNotes.length === 0 ? null : (
        <ul aria-label={texts.creditNotes} className="tabular-nums">
          {creditNotes.map(({ id, number, memo, state, amountCents, madeAt }) => (
            <Row
              key={id}
              name={`${number} · ${texts.creditStates[state]}`}
              amount={format.cents(-amountCents)}
            >
              {format.date(madeAt)} · {memo}
            </Row>
          ))}
          <Row
            name={texts.rest}
            amount={format.cents(totalCents + taxCents - creditedCents)}
            isSum
          />
        </ul>
      )}
    </div>
  );
}

function Row({
  name,
  amount,
  isSum = false,
  children,
}: {
  name: string;
  amount: string;
  isSum?: boolean;
  children?: ReactNode;
}) {
  return (
    <li
      className={cn(
        'grid grid-cols-[1fr_auto] items-baseline gap-x-4 border-b border-line py-2 last:border-b-0',
        isSum && 'font-semibold',
      )}
    >
      <span className="wrap-anywhere">{name}</span>
      <span className="text-end">{amount}</span>
      {children === undefined ? null : (
        <span className="col-span-2 text-xs leading-5 font-normal wrap-anywhere text-muted">
          {children}
        </span>
      )}
    </li>
  );
}

function Used({ line }: { line: InvoiceLine }) {
  const { details: texts } = useMessages('invoices');
  const format = useFormat();
  const names = Object.keys(texts.used) as (keyof typeof texts.used)[];
  const used = names
    .filter((name) => line[name] !== 0)
    .map((name) => fill(texts.used[name], { count: format.count(line[name]) }));
  const calls =
    line.calls === 0
      ? texts.none
      : plural(texts.calls, line.calls, { count: format.count(line.calls) });
  return [calls, ...used].join(' · ');
}
