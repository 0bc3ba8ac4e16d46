import type { Metadata } from 'next';
import { DocsPage } from '../../features/docs/docs-page.tsx';
import { getMessages } from '../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().docs.title };

/** For everyone: what can be called stands here, and what it takes to do so does not. */
export default function Page() {
  return <DocsPage />;
}
