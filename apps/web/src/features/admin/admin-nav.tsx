'use client';
import { cn } from '@geko/ui/cn';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';

/** The way between the operator's pages. */
export function AdminNav({ hasMailbox }: { hasMailbox: boolean }) {
  const admin = useMessages('admin');
  const path = usePathname();
  const links: (readonly [string, string])[] = [
    ['/admin', admin.title],
    ['/admin/keys', admin.providerKeys],
    ['/admin/local', admin.localModels],
    ['/admin/licences', admin.licences],
    ['/admin/revenue', admin.revenue],
    ['/admin/payments', admin.payments],
    ['/admin/invoices', admin.invoices],
    ...(hasMailbox ? [['/admin/mailbox', admin.mailbox] as const] : []),
  ];
  return (
    <nav
      aria-label={admin.pages}
      className="flex gap-5 overflow-x-auto border-b border-line bg-sunken px-4 text-sm font-medium sm:px-8"
    >
      {links.map(([href, label]) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className={cn(
            'flex h-10 items-center border-y-2 border-transparent whitespace-nowrap text-muted transition-colors duration-100 hover:text-fg focus-visible:-outline-offset-2',
            path === href && 'border-b-accent text-fg',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
