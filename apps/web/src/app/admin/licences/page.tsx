import type { Metadata } from 'next';
import { LicencesPage } from '../../../features/licences/licences-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';

const { licences } = getMessages();

export const metadata: Metadata = { title: licences.title };

export default function Licences() {
  return (
    <MessagesProvider messages={{ licences }}>
      <LicencesPage />
    </MessagesProvider>
  );
}
