'use client';
import { cn } from '@geko/ui/cn';
import { IconButton, type IconButtonProps } from '@geko/ui/icon-button';
import { Bell } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useNotices } from './use-notices.ts';

const load = () => import('./notices-popover.tsx');
const NoticesPopover = lazy(async () => ({ default: (await load()).NoticesPopover }));

const MOST_COUNTED = 9;

/** The bell with how many are unread; the list draws it too, as its trigger. */
export function NoticesTrigger({
  unread,
  className,
  ...props
}: Omit<IconButtonProps, 'label'> & { unread: number }) {
  const notices = useMessages('notices');
  const label = unread === 0 ? notices.open : plural(notices.openUnread, unread);
  return (
    <IconButton
      label={label}
      title={label}
      aria-haspopup="dialog"
      className={cn('relative', className)}
      {...props}
    >
      <Bell aria-hidden />
      {unread === 0 ? null : (
        <span
          aria-hidden
          className="absolute end-0 top-0 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] leading-none font-semibold text-on-accent tabular-nums"
        >
          {unread > MOST_COUNTED ? notices.many : unread}
        </span>
      )}
    </IconButton>
  );
}

/** What the reader should know. The list's code comes with the first touch of the bell. */
export function NoticesButton({ side }: { side: 'bottom' | 'right' }) {
  const { unread } = useNotices();
  const [isWanted, setWanted] = useState(false);
  const button = (
    <NoticesTrigger
      unread={unread}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <NoticesPopover side={side} />
    </Suspense>
  );
}
