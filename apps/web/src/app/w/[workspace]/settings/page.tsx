import type { Metadata } from 'next';
import { SettingsPage } from '../../../../features/settings/settings-page.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../messages/use-messages.tsx';

const { audit, members, permissions, roles, settings } = getMessages();

export const metadata: Metadata = { title: settings.title };

export default function Page() {
  return (
    <MessagesProvider messages={{ audit, members, permissions, roles, settings }}>
      <SettingsPage />
    </MessagesProvider>
  );
}
