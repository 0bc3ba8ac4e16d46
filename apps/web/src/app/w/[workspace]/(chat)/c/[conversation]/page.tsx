import type { Metadata } from 'next';
import { getMessages } from '../../../../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().chat.conversation };

/** The layout draws the conversation, and gives the page its title once it is known. */
export default function ConversationPage() {
  return null;
}
