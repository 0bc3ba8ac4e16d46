'use client';
import { Badge } from '@geko/ui/badge';
import type { Receipt } from '@geko/contracts/receipt';
import type { ReactNode } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** A receipt's lines by token class, what they add up to, who pays, and how long it took. */
export function ReceiptDetails({ receipt }: { receipt: Receipt }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const common = useMessages('common');
  const facts: [string, ReactNode][] = [
    [usage.funding, common.fundingNames[receipt.funding]],
    ...(receipt.markupBps === 0
      ? []
      : [[usage.markup, format.bps(receipt.markupBps)] satisfies [string, string]]),
    [usage.outcome, common.outcomes[receipt.outcome]],
    ...(receipt.timeToFirstTokenMs === null
      ? []
      : [
          [usage.firstToken, format.duration(receipt.timeToFirstTokenMs)] satisfies [
            string,
            string,
          ],
        ]),
    [usage.duration, format.duration(receipt.durationMs)],
  ];
  return (
    <div className="flex flex-col gap-4 text-sm">
      <table className="w-full border-collapse tabular-nums">
        <thead>
          <tr className="border-b border-line text-xs text-subtle">
            <th scope="col" className="py-1.5 pe-3 text-start font-medium">
              {usage.tokenClass}
            </th>
            <th scope="col" className="px-3 py-1.5 text-end font-medium">
              {usage.count}
            </th>
            <th scope="col" className="px-3 py-1.5 text-end font-medium">
              {usage.price}
            </th>
            <th scope="col" className="py-1.5 ps-3 text-end font-medium">
              {usage.lineCost}
            </th>
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line) => (
            <tr key={line.tokenClass} className="border-b border-line">
              <th scope="row" className="py-2 pe-3 text-start font-normal">
                {common.tokenClasses[line.tokenClass]}
              </th>
              <td className="px-3 py-2 text-end">{format.count(line.tokens)}</td>
              <td className="px-3 py-2 text-end text-muted">
                {format.nano(line.priceNanoPerMillion)}
              </td>
              <td className="py-2 ps-3 text-end">{format.nano(line.costNano)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-b border-line">
            <th scope="row" className="py-2 pe-3 text-start font-medium">
              {usage.cost}
            </th>
            <td className="px-3 py-2 text-end">{format.count(receipt.totalTokens)}</td>
            <td className="px-3 py-2 text-end text-xs text-subtle">
              {fill(usage.priceVersion, { version: receipt.priceVersion })}
            </td>
            <td className="py-2 ps-3 text-end font-medium">{format.nano(receipt.costNano)}</td>
          </tr>
          <tr>
            <th scope="row" colSpan={3} className="py-2 pe-3 text-start font-semibold">
              {usage.charge}
            </th>
            <td className="py-2 ps-3 text-end font-semibold">{format.nano(receipt.chargeNano)}</td>
          </tr>
        </tfoot>
      </table>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 border-t border-line pt-4">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-end">{value}</dd>
          </div>
        ))}
      </dl>
      {receipt.isEstimated ? (
        <p className="text-xs leading-5 text-muted">
          <Badge tone="warning" className="me-2">
            {usage.estimated}
          </Badge>
          {usage.estimatedBody}
        </p>
      ) : null}
      {receipt.overshootTokens === 0 ? null : (
        <p className="text-xs leading-5 text-muted">
          {fill(usage.overshoot, { tokens: plural(common.tokens, receipt.overshootTokens) })}
        </p>
      )}
    </div>
  );
}
