import type { Metadata } from 'next';
import { RevenuePage } from '../../../features/revenue/revenue-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

const { payments, revenue } = getMessages();

export const metadata: Metadata = { title: revenue.title };

export default function Revenue() {
  return (
    <MessagesProvider messages={{ payments, revenue }}>
      <RevenuePage />
    </MessagesProvider>
  );
}
