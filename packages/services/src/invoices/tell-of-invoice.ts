import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';

/** What people hear of an invoice, once each: in the app, and by mail with the way to it. */
export async function tellOfInvoice(
  place: NoticePlace,
  kind: 'invoice_open' | 'invoice_failed' | 'invoice_paid',
  {
    id,
    number,
    month,
    totalCents,
  }: { id: string; number: string; month: string; totalCents: bigint },
): Promise<void> {
  await insertNotice(place, {
    kind,
    facts: { invoiceId: id, number, month, totalCents: totalCents.toString() },
    userId: null,
    onceKey: `${kind} ${id}`,
  });
}
