'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { Difference, Reconciled } from '@geko/contracts/invoices';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { addMonths, currentMonth } from '../admin/month.ts';
import { MonthStepper } from '../admin/month-stepper.tsx';

/** Compares Stripe, invoices and ledger of a month when asked to, and shows every difference. */
export function ReconcileCard() {
  const {
    admin: { reconcile: texts },
  } = useMessages('invoices');
  const common = useMessages('common');
  const [month, setMonth] = useState(() => addMonths(currentMonth(), -1));
  const { data, error, isFetching, refetch } = trpc.invoices.reconcile.useQuery(
    { month },
    { enabled: false, retry: false },
  );
  return (
    <Card className="mt-6">
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
      </CardHeader>
      <CardBody className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-3">
          <MonthStepper month={month} onChange={setMonth} />
          <Button variant="secondary" isLoading={isFetching} onClick={() => void refetch()}>
            {texts.run}
          </Button>
        </div>
        {error === null || isFetching ? null : (
          <Callout tone="danger" role="alert" title={texts.failed}>
            {readError(error)?.message ?? common.networkFailed}
          </Callout>
        )}
        {data === undefined || isFetching ? null : <Result {...data} />}
      </CardBody>
    </Card>
  );
}

function Result({ isWithStripe, compared, differences }: Reconciled) {
  const {
    admin: { reconcile: texts },
  } = useMessages('invoices');
  const format = useFormat();
  const { invoices, planInvoices, creditNotes, payments } = compared;
  return (
    <div role="status" className="flex flex-col gap-3 text-sm">
      <p className="text-muted">
        {fill(texts.compared, {
          invoices: format.count(invoices),
          planInvoices: format.count(planInvoices),
          creditNotes: format.count(creditNotes),
          payments: format.count(payments),
        })}
        {isWithStripe ? '' : ` ${texts.withoutStripe}`}
      </p>
      {differences.length === 0 ? (
        <p className="font-medium text-success-text">{texts.sound}</p>
      ) : (
        <ul aria-label={texts.list} className="divide-y divide-line">
          {differences.map((difference) => (
            <Row key={JSON.stringify(difference)} {...difference} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Row({ kind, about, name, here, there }: Difference) {
  const {
    admin: { reconcile: texts },
  } = useMessages('invoices');
  const side = (words: string, said: string | null) =>
    fill(words, { words: said ?? texts.nothing });
  return (
    <li className="py-2.5">
      <p className="font-medium wrap-anywhere">
        {texts.kinds[kind]} · {fill(texts.about[about], { name })}
      </p>
      <p className="text-xs leading-5 wrap-anywhere text-muted">
        {side(texts.here, here)} · {side(texts.there, there)}
      </p>
    </li>
  );
}
