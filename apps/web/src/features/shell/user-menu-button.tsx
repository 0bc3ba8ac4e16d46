'use client';
import { Avatar } from '@geko/ui/avatar';
import { cn } from '@geko/ui/cn';
import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { avatarPath } from '../pictures/picture-path.ts';
import { useWorkspace } from './workspace-context.tsx';

const load = () => import('./user-menu.tsx');
const UserMenu = lazy(async () => ({ default: (await load()).UserMenu }));

type TriggerProps = ComponentProps<'button'> & { isRail?: boolean };

/** The button with the person's name; the menu draws it too, as its trigger. */
export function UserTrigger({ isRail = false, className, ...props }: TriggerProps) {
  const shell = useMessages('shell');
  const { me } = useWorkspace();
  return (
    <button
      type="button"
      aria-haspopup="menu"
      className={cn(
        'flex min-w-0 items-center gap-2.5 rounded-md text-start transition-colors duration-100 hover:bg-hover data-[state=open]:bg-hover',
        isRail ? 'size-10 justify-center' : 'h-11 w-full px-2',
        className,
      )}
      {...props}
    >
      <Avatar name={me.name} image={avatarPath(me.id, me.avatarId)} size="sm" isDecorative />
      {isRail ? (
        <span className="sr-only">{fill(shell.account, { name: me.name })}</span>
      ) : (
        <span className="min-w-0 flex-1">
          <span className="sr-only">{shell.accountMenu}</span>
          <span className="block truncate text-sm leading-5 font-medium">{me.name}</span>
          <span className="block truncate text-xs leading-4 text-subtle">{me.email}</span>
        </span>
      )}
    </button>
  );
}

/** Account, theme, help, sign out. The menu's code comes with the first touch of the button. */
export function UserMenuButton({
  isRail = false,
  onShowShortcuts,
}: {
  isRail?: boolean;
  onShowShortcuts: () => void;
}) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UserTrigger
      isRail={isRail}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenu isRail={isRail} onShowShortcuts={onShowShortcuts} />
    </Suspense>
  );
}
