import type { Metadata } from 'next';
import { PaymentsPage } from '../../../features/payments/payments-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

const { payments } = getMessages();

export const metadata: Metadata = { title: payments.title };

export default function Payments() {
  return (
    <MessagesProvider messages={{ payments }}>
      <PaymentsPage />
    </MessagesProvider>
  );
}
