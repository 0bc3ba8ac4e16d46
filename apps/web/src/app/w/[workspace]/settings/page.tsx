import type { Metadata } from 'next';
import { SettingsPage } from '../../../../features/settings/settings-page.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../messages/use-messages.tsx';

const {
  account,
  apiKeys,
  audit,
  devices,
  invoices,
  licences,
  limits,
  localModels,
  members,
  permissions,
  roles,
  settings,
  wallet,
} = getMessages();

export const metadata: Metadata = { title: settings.title };

export default function Page() {
  return (
    <MessagesProvider
      messages={{
        account,
        apiKeys,
        audit,
        devices,
        invoices,
        licences,
        limits,
        localModels,
        members,
        permissions,
        roles,
        settings,
        wallet,
      }}
    >
      <SettingsPage />
    </MessagesProvider>
  );
}
