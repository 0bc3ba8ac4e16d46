'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { IconButton } from '@geko/ui/icon-button';
import { Menu, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { useMessages } from '../../messages/use-messages.tsx';
import { NoticesButton } from '../notices/notices-button.tsx';
import { useWorkspace } from './workspace-context.tsx';

/** The bar over the page on a narrow screen: menu, workspace, notices, new chat. */
export function TopBar({ onOpenMenu }: { onOpenMenu: () => void }) {
  const shell = useMessages('shell');
  const { workspace, can } = useWorkspace();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-sunken px-2 md:hidden">
      <IconButton label={shell.openMenu} onClick={onOpenMenu}>
        <Menu aria-hidden />
      </IconButton>
      <p className="min-w-0 flex-1 truncate text-center text-sm font-medium">{workspace.name}</p>
      <NoticesButton side="bottom" />
      {can('chat:create') ? (
        <Link
          href={`/w/${workspace.id}`}
          aria-label={shell.newChat}
          className={buttonVariants({
            variant: 'ghost',
            className: 'w-9 px-0 pointer-coarse:w-10',
          })}
        >
          <SquarePen aria-hidden />
        </Link>
      ) : null}
    </header>
  );
}
