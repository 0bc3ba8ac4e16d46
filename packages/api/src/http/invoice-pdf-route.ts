import { Id } from '@geko/contracts/ids';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import type { Deps } from '@geko/services/deps';
import { getInvoice, getInvoiceAsOperator } from '@geko/services/invoices/get-invoice';
import { requirePrincipal } from '../context.ts';
import { assertOperator } from '../trpc.ts';
import { respond } from './respond.ts';

/** GET /api/invoices/:invoice/pdf?workspaceId=…: an invoice as a PDF, for whoever may see it. */
export function handleInvoicePdf(deps: Deps, request: Request, invoice: string): Promise<Response> {
  return respond(deps, request, async (context) => {
    const me = await requirePrincipal(context);
    await context.countOperations(me);
    const { userId, onlyWorkspaceId } = me;
    const workspaceId = Id.parse(new URL(request.url).searchParams.get('workspaceId') ?? '');
    const who = { userId, onlyWorkspaceId, workspaceId, request: context.request };
    const details = await inWorkspace(deps, who, (scope) => {
      assertPermitted(scope.caller, 'billing:view');
      return getInvoice(scope, { id: Id.parse(invoice) });
    });
    return answer(deps, details, context.request);
  });
}

/** GET /api/admin/invoices/:invoice/pdf?workspaceId=…: the same of any workspace, for operators. */
export function handleAdminInvoicePdf(
  deps: Deps,
  request: Request,
  invoice: string,
): Promise<Response> {
  return respond(deps, request, async (context) => {
    const principal = await requirePrincipal(context);
    await context.countOperations(principal);
    assertOperator(principal);
    const workspaceId = Id.parse(new URL(request.url).searchParams.get('workspaceId') ?? '');
    const ref = { workspaceId, id: Id.parse(invoice) };
    return answer(deps, await getInvoiceAsOperator(deps, { principal }, ref), context.request);
  });
}

/** Outside of a transaction: drawing takes a while. */
async function answer(
  deps: Pick<Deps, 'drawInvoice'>,
  details: InvoiceDetails,
  { requestId }: { requestId: string },
): Promise<Response> {
  const bytes = await deps.drawInvoice(details);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="invoice-${details.number}.pdf"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
      'x-request-id': requestId,
    },
  });
}
