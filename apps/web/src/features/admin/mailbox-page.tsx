'use client';
import type { Mailbox } from '@geko/contracts/admin';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { MailboxMail } from './mailbox-mail.tsx';

type Item = Mailbox['items'][number];

/** The mails that would have gone out, newest first; new ones appear by themselves. */
export function MailboxPage() {
  const admin = useMessages('admin');
  const format = useFormat();
  const [opened, setOpened] = useState<Item | null>(null);
  const mails = trpc.admin.mailbox.useInfiniteQuery(
    { limit: 20 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: 5_000 },
  );
  const items = mails.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = items.length === 0 && !mails.hasNextPage;
  return (
    <Page title={admin.mailbox} lead={admin.mailboxLead}>
      <Card>
        <PagedList
          pages={mails}
          isEmpty={isEmpty}
          empty={<EmptyState icon={<Mail />} title={admin.noMails} body={admin.noMailsBody} />}
        >
          <ul aria-label={admin.mails} className="divide-y divide-line">
            {items.map((mail) => (
              <li key={mail.id}>
                <button
                  type="button"
                  aria-haspopup="dialog"
                  onClick={() => setOpened(mail)}
                  className="flex w-full flex-col gap-x-4 gap-y-0.5 px-4 py-3 text-start text-sm hover:bg-hover/60 focus-visible:-outline-offset-2 sm:flex-row sm:items-baseline sm:px-5"
                >
                  <span className="min-w-0 flex-1 font-medium break-words">{mail.subject}</span>
                  <span className="min-w-0 break-all text-muted sm:w-64 sm:truncate">
                    {mail.to}
                  </span>
                  <time
                    dateTime={mail.createdAt}
                    className="text-xs whitespace-nowrap text-subtle sm:w-40 sm:text-end"
                  >
                    {format.dateTime(mail.createdAt)}
                  </time>
                </button>
              </li>
            ))}
          </ul>
        </PagedList>
      </Card>
      <MailboxMail mail={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}
