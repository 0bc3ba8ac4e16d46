import type { Metadata } from 'next';
import { MachinePage } from '../../../../features/desktop/machine-page.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../messages/use-messages.tsx';

const { localModels } = getMessages();

export const metadata: Metadata = { title: localModels.machine.title };

export default function Page() {
  return (
    <MessagesProvider messages={{ localModels }}>
      <MachinePage />
    </MessagesProvider>
  );
}
