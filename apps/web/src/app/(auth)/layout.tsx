import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo } from '@geko/ui/logo';
import { getMessages } from '../../messages/get-messages.ts';
import { MessagesProvider } from '../../messages/use-messages.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  const { auth, common } = getMessages();
  return (
    <div className="flex min-h-dvh flex-col bg-sunken">
      <main id="content" className="flex flex-1 flex-col items-center justify-center px-4 py-10">
        <Link href="/" className="mb-7 rounded-md">
          <Logo name={common.productName} />
        </Link>
        <MessagesProvider messages={{ auth }}>{children}</MessagesProvider>
      </main>
    </div>
  );
}
