import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { MailboxPage } from '../../../features/admin/mailbox-page.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { wiring } from '../../../server/wiring.ts';

export const metadata: Metadata = { title: getMessages().admin.mailbox };

/** Where mails go out there is no mailbox. */
export default async function Mailbox() {
  await connection();
  if (wiring().mail !== 'mailbox') notFound();
  return <MailboxPage />;
}
