'use client';
import { cn } from '@geko/ui/cn';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';

/** The way between the operator's pages, where there is a mailbox. */
export function MailboxNav() {
  const admin = useMessages('admin');
  const path = usePathname();
  const links = [
    ['/admin', admin.title],
    ['/admin/mailbox', admin.mailbox],
  ] as const;
  return (
    <nav
      aria-label={admin.pages}
      className="flex gap-5 border-b border-line bg-sunken px-4 text-sm font-medium sm:px-8"
    >
      {links.map(([href, label]) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className={cn(
            '-mb-px flex h-10 items-center border-b-2 border-transparent text-muted transition-colors duration-100 hover:text-fg focus-visible:-outline-offset-2',
            path === href && 'border-accent text-fg',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
