import type { Metadata } from 'next';
import { LivePage } from '../../../../../features/live/live-page.tsx';
import { getMessages } from '../../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../../messages/use-messages.tsx';

const { live } = getMessages();

export const metadata: Metadata = { title: live.title };

export default function Page() {
  return (
    <MessagesProvider messages={{ live }}>
      <LivePage />
    </MessagesProvider>
  );
}
