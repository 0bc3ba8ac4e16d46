import type { Metadata } from 'next';
import { LocalModelsPage } from '../../../features/local-models/local-models-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

const { localModels } = getMessages();

export const metadata: Metadata = { title: localModels.title };

export default function LocalModels() {
  return (
    <MessagesProvider messages={{ localModels }}>
      <LocalModelsPage />
    </MessagesProvider>
  );
}
