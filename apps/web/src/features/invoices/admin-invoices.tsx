'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { AdminInvoice, InvoiceState } from '@geko/contracts/invoices';
import { ReceiptText } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { notify } from '../toasts/notify.ts';
import { InvoiceMenu, refundableOf, type InvoiceAction } from './invoice-menu.tsx';
import { InvoicePdf } from './invoice-pdf.tsx';
import { InvoiceTitle } from './invoice-state.tsx';
import { ReconcileCard } from './reconcile-card.tsx';

const AnyInvoice = lazy(async () => ({ default: (await import('./any-invoice.tsx')).AnyInvoice }));
const ChangeInvoice = lazy(async () => ({
  default: (await import('./change-invoice.tsx')).ChangeInvoice,
}));
const RefundDialog = lazy(async () => ({
  default: (await import('../payments/refund-dialog.tsx')).RefundDialog,
}));
const CreditDialog = lazy(async () => ({
  default: (await import('./credit-dialog.tsx')).CreditDialog,
}));

const states = [
  'draft',
  'open',
  'failed',
  'paid',
  'void',
] as const satisfies readonly InvoiceState[];

/** Every invoice of the installation, with what an operator can do about each, and whether the books agree. */
export function AdminInvoices() {
  const texts = useMessages('invoices');
  const { admin } = texts;
  const [state, setState] = useState<InvoiceState | null>(null);
  const [opened, setOpened] = useState<{ invoice: AdminInvoice; action: InvoiceAction } | null>(
    null,
  );
  const close = (): void => setOpened(null);
  const list = trpc.invoices.all.useInfiniteQuery(
    { limit: 25, state },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const isSetUp = list.data?.pages[0]?.isSetUp ?? true;
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={admin.title} lead={admin.lead} aside={<RunButton />}>
      {isSetUp ? null : (
        <Callout tone="neutral" title={admin.missing.title}>
          {admin.missing.body}
        </Callout>
      )}
      <Card>
        <div className="border-b border-line px-4 py-3 sm:px-5">
          <Select
            value={state ?? 'all'}
            onValueChange={(next) => setState(states.find((one) => one === next) ?? null)}
          >
            <SelectTrigger aria-label={admin.filter} className="sm:w-48" />
            <SelectContent>
              <SelectItem value="all">{admin.all}</SelectItem>
              {states.map((one) => (
                <SelectItem key={one} value={one}>
                  {texts.states[one]}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
        <PagedList
          pages={list}
          isEmpty={rows.length === 0}
          empty={
            <EmptyState icon={<ReceiptText />} title={admin.empty.title} body={admin.empty.body} />
          }
        >
          <ul aria-label={admin.list} className="divide-y divide-line">
            {rows.map((invoice) => (
              <Row
                key={invoice.id}
                invoice={invoice}
                isSetUp={isSetUp}
                onOpen={(action) => setOpened({ invoice, action })}
              />
            ))}
          </ul>
        </PagedList>
      </Card>
      <ReconcileCard />
      <Suspense>
        {opened === null ? null : opened.action === 'lines' ? (
          <AnyInvoice invoice={opened.invoice} onClose={close} />
        ) : opened.action === 'credit' ? (
          <CreditDialog invoice={opened.invoice} onClose={close} />
        ) : opened.action === 'refund' ? (
          <RefundDialog
            payment={opened.invoice}
            left={refundableOf(opened.invoice)}
            isOfPlan
            onClose={close}
          />
        ) : (
          <ChangeInvoice invoice={opened.invoice} change={opened.action} onClose={close} />
        )}
      </Suspense>
    </Page>
  );
}

function RunButton() {
  const { admin } = useMessages('invoices');
  const common = useMessages('common');
  const format = useFormat();
  const utils = trpc.useUtils();
  const run = trpc.invoices.run.useMutation({
    onSuccess: ({ made, sent, charged, failed }) =>
      void notify({
        tone: failed === 0 ? 'success' : 'danger',
        title: fill(admin.ran, {
          made: format.count(made),
          sent: format.count(sent),
          charged: format.count(charged),
          failed: format.count(failed),
        }),
      }),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: admin.runFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: () => utils.invoices.all.invalidate(),
  });
  return (
    <Button isLoading={run.isPending} onClick={() => run.mutate()}>
      {admin.run}
    </Button>
  );
}

function Row({
  invoice,
  isSetUp,
  onOpen,
}: {
  invoice: AdminInvoice;
  isSetUp: boolean;
  onOpen: (action: InvoiceAction) => void;
}) {
  const { admin } = useMessages('invoices');
  const format = useFormat();
  const { companyName, workspaceName, problem, chargeAt, state } = invoice;
  const known: Record<string, string> = admin.problems;
  const isEnded = state === 'paid' || state === 'void';
  const notes = [
    ...(problem === null || isEnded
      ? []
      : [
          fill(admin.problem, {
            problem: known[problem] ?? fill(admin.problems.other, { code: problem }),
          }),
        ]),
    ...(chargeAt === null ? [] : [fill(admin.chargeAt, { date: format.dateTime(chargeAt) })]),
  ];
  return (
    <li className="px-4 py-3.5 sm:px-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <InvoiceTitle invoice={invoice} />
          <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
            {companyName} · {workspaceName}
          </p>
          {notes.length === 0 ? null : (
            <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">{notes.join(' · ')}</p>
          )}
        </div>
        <InvoicePdf
          invoice={invoice}
          path={`/api/admin/invoices/${invoice.id}/pdf?workspaceId=${invoice.workspaceId}`}
        />
        <InvoiceMenu invoice={invoice} isSetUp={isSetUp} onOpen={onOpen} />
      </div>
    </li>
  );
}
