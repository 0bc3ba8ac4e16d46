'use client';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import type { Invoice } from '@geko/contracts/invoices';
import { ExternalLink, List, ReceiptText } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InvoicePdf } from './invoice-pdf.tsx';
import { InvoiceTitle } from './invoice-state.tsx';

const OwnInvoice = lazy(async () => ({ default: (await import('./own-invoice.tsx')).OwnInvoice }));

/** The invoices of a workspace: what each comes to, its lines, its PDF, and where it is paid. */
export function InvoicesPanel() {
  const texts = useMessages('invoices');
  const { workspace, can } = useWorkspace();
  const [opened, setOpened] = useState<Invoice | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const list = trpc.invoices.list.useInfiniteQuery(
    { workspaceId: workspace.id, limit: 25 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.lead}</CardDescription>
      </CardHeader>
      <PagedList
        pages={list}
        isEmpty={rows.length === 0}
        empty={
          <EmptyState
            icon={<ReceiptText />}
            title={texts.empty.title}
            body={texts.empty.body}
            className="pt-6"
          />
        }
      >
        <ul aria-label={texts.list}>
          {rows.map((invoice) => (
            <li key={invoice.id} className="border-t border-line px-4 py-3.5 sm:px-5">
              <InvoiceTitle invoice={invoice} />
              <div className="mt-2 flex flex-wrap gap-2">
                {invoice.payUrl === null || !can('billing:manage') ? null : (
                  <a
                    href={invoice.payUrl}
                    aria-label={fill(texts.payOf, { number: invoice.number })}
                    className={buttonVariants({ size: 'sm' })}
                  >
                    <ExternalLink aria-hidden />
                    {texts.pay}
                  </a>
                )}
                {invoice.kind === 'plan' ? null : (
                  <Button
                    variant="secondary"
                    size="sm"
                    aria-label={fill(texts.linesOf, { number: invoice.number })}
                    onClick={({ currentTarget }) => {
                      opener.current = currentTarget;
                      setOpened(invoice);
                    }}
                  >
                    <List aria-hidden />
                    {texts.lines}
                  </Button>
                )}
                <InvoicePdf
                  invoice={invoice}
                  path={`/api/invoices/${invoice.id}/pdf?workspaceId=${workspace.id}`}
                />
              </div>
            </li>
          ))}
        </ul>
      </PagedList>
      <Suspense>
        {opened === null ? null : (
          <OwnInvoice
            invoice={opened}
            returnFocus={(event) => {
              event.preventDefault();
              opener.current?.focus();
            }}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </Card>
  );
}
