'use client';
import { cn } from '@geko/ui/cn';
import { MonitorSmartphone, ShieldCheck, Trash2, UserRound } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { accountSections } from './account-sections.ts';

const icons = {
  profile: UserRound,
  security: ShieldCheck,
  sessions: MonitorSmartphone,
  danger: Trash2,
} as const;

/** The sections of the account: a column, or a row that scrolls on a narrow screen. */
export function AccountNav() {
  const account = useMessages('account');
  const pathname = usePathname();
  return (
    <nav aria-label={account.sections} className="shrink-0 max-md:-mx-4 max-md:mb-6 md:w-48">
      <ul className="flex gap-0.5 overflow-x-auto px-2 py-0.5 [scrollbar-width:none] md:sticky md:top-6 md:flex-col md:overflow-visible md:px-0">
        {accountSections.map((section) => {
          const href = `/account/${section}`;
          const Icon = icons[section];
          return (
            <li key={section} className="shrink-0">
              <Link
                href={href}
                aria-current={pathname === href ? 'page' : undefined}
                className={cn(
                  'flex h-9 items-center gap-2.5 rounded-md px-2 text-sm sm:px-3 whitespace-nowrap text-muted transition-colors duration-100 pointer-coarse:h-10',
                  'hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg',
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0 max-sm:hidden" />
                {account.names[section]}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
