'use client';
import { Button } from '@geko/ui/button';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import type { AdminLicence } from '@geko/contracts/licences';
import { Plus, Ticket } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import type { ToldKey } from './key-told.tsx';
import { LicenceFacts, LicenceTitle } from './licence-facts.tsx';
import { LicenceMenu, type LicenceChange } from './licence-menu.tsx';
import { ShopNotes } from './shop-notes.tsx';

const IssueLicence = lazy(async () => ({
  default: (await import('./issue-licence.tsx')).IssueLicence,
}));
const KeyTold = lazy(async () => ({ default: (await import('./key-told.tsx')).KeyTold }));
const ChangeLicence = lazy(async () => ({
  default: (await import('./change-licence.tsx')).ChangeLicence,
}));

type Opened =
  | { kind: 'issue' }
  | { kind: 'change'; licence: AdminLicence; change: LicenceChange }
  | { kind: 'told'; told: ToldKey };

/** Every licence of the installation, with what an operator can do about each. */
export function LicencesPage() {
  const { title, admin: texts } = useMessages('licences');
  const [opened, setOpened] = useState<Opened | null>(null);
  const issueButton = useRef<HTMLButtonElement>(null);
  const close = (): void => setOpened(null);
  const tell = (told: ToldKey): void => setOpened({ kind: 'told', told });
  const returnFocus = (event: Event): void => {
    event.preventDefault();
    issueButton.current?.focus();
  };
  const list = trpc.licences.all.useInfiniteQuery(
    { limit: 20 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const [first] = list.data?.pages ?? [];
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title={title}
      lead={texts.lead}
      aside={
        <Button ref={issueButton} onClick={() => setOpened({ kind: 'issue' })}>
          <Plus aria-hidden />
          {texts.issue}
        </Button>
      }
    >
      {first === undefined ? null : <ShopNotes {...first} />}
      <Card>
        <PagedList
          pages={list}
          isEmpty={rows.length === 0}
          empty={<EmptyState icon={<Ticket />} title={texts.empty.title} body={texts.empty.body} />}
        >
          <ul aria-label={texts.list} className="divide-y divide-line">
            {rows.map((licence) => (
              <LicenceRow
                key={licence.id}
                licence={licence}
                onOpen={(change) => setOpened({ kind: 'change', licence, change })}
              />
            ))}
          </ul>
        </PagedList>
      </Card>
      <Suspense>
        {opened?.kind === 'issue' ? (
          <IssueLicence returnFocus={returnFocus} onTold={tell} onClose={close} />
        ) : null}
        {opened?.kind === 'change' ? (
          <ChangeLicence
            licence={opened.licence}
            change={opened.change}
            onTold={tell}
            onClose={close}
          />
        ) : null}
        {opened?.kind === 'told' ? (
          <KeyTold told={opened.told} returnFocus={returnFocus} onClose={close} />
        ) : null}
      </Suspense>
    </Page>
  );
}

function LicenceRow({
  licence,
  onOpen,
}: {
  licence: AdminLicence;
  onOpen: (change: LicenceChange) => void;
}) {
  const { admin: texts } = useMessages('licences');
  const format = useFormat();
  const { holderEmail, workspaceName, saleId, saleCheckedAt } = licence;
  return (
    <li className="px-4 py-3.5 sm:px-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <LicenceTitle licence={licence} />
          <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
            {holderEmail} · {workspaceName}
          </p>
        </div>
        <LicenceMenu licence={licence} onOpen={onOpen} />
      </div>
      <LicenceFacts licence={licence} />
      {saleId === null || saleCheckedAt === null ? null : (
        <p className="mt-2.5 text-xs leading-5 wrap-anywhere text-muted">
          {fill(texts.sale, { id: saleId, date: format.dateTime(saleCheckedAt) })}
        </p>
      )}
    </li>
  );
}
