import { Id } from '@geko/contracts/ids';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import type { Deps } from '@geko/services/deps';
import { getInvoice } from '@geko/services/invoices/get-invoice';
import { requirePrincipal } from '../context.ts';
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
    // After the transaction: drawing takes a while.
    const bytes = await deps.drawInvoice(details);
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="invoice-${details.number}.pdf"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'",
        'x-request-id': context.request.requestId,
      },
    });
  });
}
