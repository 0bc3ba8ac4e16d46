import { InvoiceDetails, InvoiceById, InvoicePage, ListInvoices } from '@geko/contracts/invoices';
import { getInvoice } from '@geko/services/invoices/get-invoice';
import { listInvoices } from '@geko/services/invoices/list-invoices';
import { forWorkspace, type RestRow } from './rest-row.ts';

const tag = 'Invoices';
const scope = 'usage';
const permission = 'billing:view';

const InvoiceQuery = ListInvoices.omit({ workspaceId: true });

export const invoiceRows: readonly RestRow[] = [
  forWorkspace({
    method: 'GET',
    path: '/invoices',
    operationId: 'listInvoices',
    tag,
    summary: 'The invoices of the workspace, newest first',
    details: 'Give nextCursor as cursor for the next page.',
    scope,
    permission,
    input: InvoiceQuery,
    output: InvoicePage,
    example: { limit: 10 },
    run: (inside, input) => listInvoices(inside, input),
  }),
  forWorkspace({
    method: 'GET',
    path: '/invoices/{invoiceId}',
    operationId: 'getInvoice',
    tag,
    summary: 'One invoice with its lines and credit notes',
    scope,
    permission,
    input: InvoiceById,
    output: InvoiceDetails,
    example: { invoiceId: '$INVOICE_ID' },
    run: (inside, { invoiceId: id }) => getInvoice(inside, { id }),
  }),
];
