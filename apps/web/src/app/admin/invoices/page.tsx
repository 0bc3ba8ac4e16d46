import type { Metadata } from 'next';
import { AdminInvoices } from '../../../features/invoices/admin-invoices.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

const { invoices, payments } = getMessages();

export const metadata: Metadata = { title: invoices.admin.title };

export default function Invoices() {
  return (
    <MessagesProvider messages={{ invoices, payments }}>
      <AdminInvoices />
    </MessagesProvider>
  );
}
