import { handleAdminInvoicePdf } from '@geko/api/http/invoice-pdf-route';
import { wiring } from '../../../../../../server/wiring.ts';

type Context = { params: Promise<{ invoice: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleAdminInvoicePdf(wiring(), request, (await params).invoice);
