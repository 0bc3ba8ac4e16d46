import type { Metadata } from 'next';
import { getMessages } from '../../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().chat.untitled };

/** The layout draws the chat; this page only names it. */
export default function NewChatPage() {
  return null;
}
