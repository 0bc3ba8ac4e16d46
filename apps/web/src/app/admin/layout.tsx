import { buttonVariants } from '@geko/ui/button-variants';
import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { AdminNav } from '../../features/admin/admin-nav.tsx';
import { AdminSignOut } from '../../features/admin/admin-sign-out.tsx';
import { Logo } from '@geko/ui/logo';
import { ToastHost } from '../../features/toasts/toast-host.tsx';
import { FormatProvider } from '../../lib/use-format.tsx';
import { getMessages } from '../../messages/get-messages.ts';
import { PlanNamesProvider } from '../../messages/plan-names.tsx';
import { MessagesProvider } from '../../messages/use-messages.tsx';
import { requireMe } from '../../server/require-me.ts';
import { wiring } from '../../server/wiring.ts';
import { TrpcProvider } from '../../trpc/client.tsx';

/** The operator's side; to everyone else it is not there. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const me = await requireMe();
  if (me.platformRole !== 'operator') notFound();
  const { admin, common, live, shell, usage } = getMessages();
  return (
    <TrpcProvider me={me}>
      <FormatProvider locale={me.locale} timeZone={me.timeZone}>
        <MessagesProvider messages={{ admin, live, shell, usage }}>
          <PlanNamesProvider names={me.planNames}>
            <div className="min-h-dvh bg-canvas">
              <header className="flex h-14 items-center justify-between border-b border-line bg-sunken px-4 sm:px-8">
                <Logo name={common.productName} />
                {me.workspaces.length === 0 ? (
                  <AdminSignOut />
                ) : (
                  <Link href="/" className={buttonVariants({ variant: 'ghost', size: 'sm' })}>
                    <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
                    {shell.backToChat}
                  </Link>
                )}
              </header>
              <AdminNav hasMailbox={wiring().mail === 'mailbox'} />
              <main id="content" tabIndex={-1} className="outline-none">
                {children}
              </main>
            </div>
            <ToastHost />
          </PlanNamesProvider>
        </MessagesProvider>
      </FormatProvider>
    </TrpcProvider>
  );
}
