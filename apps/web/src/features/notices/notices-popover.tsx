'use client';
import { Popover, PopoverContent, PopoverTrigger } from '@geko/ui/popover';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { NoticeItems } from './notice-items.tsx';
import { NoticesTrigger } from './notices-button.tsx';
import { useNotices } from './use-notices.ts';

/** The list under the bell, open as soon as it is there. */
export function NoticesPopover({ side }: { side: 'bottom' | 'right' }) {
  const notices = useMessages('notices');
  const { unread } = useNotices();
  const [isOpen, setOpen] = useState(true);
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <NoticesTrigger unread={unread} />
      </PopoverTrigger>
      <PopoverContent
        side={side}
        align="start"
        aria-label={notices.title}
        className="flex max-h-[min(32rem,var(--radix-popover-content-available-height))] w-[min(24rem,calc(100vw-1rem))] flex-col overflow-hidden p-0"
      >
        <NoticeItems onLeave={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  );
}
