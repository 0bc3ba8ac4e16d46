'use client';
import { cn } from '@geko/ui/cn';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { navItems } from './nav-items.ts';
import { useWorkspace } from './workspace-context.tsx';

/** Links to the pages beside the chat; only icons on the rail. */
export function SidebarNav({ isRail = false }: { isRail?: boolean }) {
  const shell = useMessages('shell');
  const { me, workspace } = useWorkspace();
  const pathname = usePathname();
  return (
    <nav
      aria-label={shell.navigation}
      className={cn('flex flex-col gap-0.5', isRail && 'items-center')}
    >
      {navItems(workspace.id, me.platformRole === 'operator', shell).map(
        ({ key, href, label, Icon }) => (
          <Link
            key={key}
            href={href}
            aria-current={pathname === href ? 'page' : undefined}
            {...(isRail ? { 'aria-label': label, title: label } : {})}
            className={cn(
              'flex h-8 items-center gap-2.5 rounded-md text-sm text-muted transition-colors duration-100 pointer-coarse:h-10',
              'hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-fg',
              isRail ? 'w-9 justify-center' : 'px-2.5',
            )}
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            {isRail ? null : label}
          </Link>
        ),
      )}
    </nav>
  );
}
