import type { Metadata } from 'next';
import { ProviderKeysPage } from '../../../features/provider-keys/provider-keys-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

export const metadata: Metadata = { title: getMessages().admin.providerKeys };

export default function ProviderKeys() {
  const { providerKeys } = getMessages();
  return (
    <MessagesProvider messages={{ providerKeys }}>
      <ProviderKeysPage />
    </MessagesProvider>
  );
}
