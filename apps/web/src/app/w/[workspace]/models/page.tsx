import type { Metadata } from 'next';
import { ModelsPage } from '../../../../features/models/models-page.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../messages/use-messages.tsx';

const { models } = getMessages();

export const metadata: Metadata = { title: models.title };

export default function Page() {
  return (
    <MessagesProvider messages={{ models }}>
      <ModelsPage />
    </MessagesProvider>
  );
}
