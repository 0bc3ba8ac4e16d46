'use client';
import type { MyWorkspace } from '@geko/contracts/auth';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { ArrowLeft, LogOut } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useSignOut } from '../shell/use-sign-out.ts';
import { ToastHost } from '../toasts/toast-host.tsx';
import { AccountNav } from './account-nav.tsx';

/** The frame of the account's pages: the way back above, its sections beside (above, on a narrow screen). */
export function AccountShell({
  workspace,
  children,
}: {
  /** Where the way back leads; null = they are in none. */
  workspace: Pick<MyWorkspace, 'id' | 'name'> | null;
  children: ReactNode;
}) {
  const account = useMessages('account');
  const shell = useMessages('shell');
  const { signOut, isPending } = useSignOut();
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <header className="flex h-14 shrink-0 items-center justify-between gap-3 border-b border-line bg-sunken px-2 sm:px-6">
        <Link
          href={workspace === null ? '/welcome' : `/w/${workspace.id}`}
          className={buttonVariants({ variant: 'ghost', size: 'sm', className: 'min-w-0 shrink' })}
        >
          <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
          <span className="truncate">
            {workspace === null
              ? account.backToStart
              : fill(account.back, { workspace: workspace.name })}
          </span>
        </Link>
        <Button variant="ghost" size="sm" isLoading={isPending} onClick={signOut}>
          <LogOut aria-hidden />
          {shell.signOut}
        </Button>
      </header>
      <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-x-10 px-4 py-6 sm:px-8 md:flex-row md:py-10">
        <AccountNav />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
      <ToastHost />
    </div>
  );
}
