'use client';
import { keepPreviousData } from '@tanstack/react-query';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Input } from '@geko/ui/input';
import type { Member } from '@geko/contracts/members';
import { Search, SearchX, ShieldQuestion, UserRoundPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InvitationsCard } from './invitations-card.tsx';
import { MemberRow } from './member-row.tsx';
import { membersQuery } from './members-query.ts';
import { useChangeRole } from './use-change-role.ts';
import { useSettled } from './use-settled.ts';

const InviteDialog = lazy(async () => ({
  default: (await import('./invite-dialog.tsx')).InviteDialog,
}));
const LeaveWorkspace = lazy(async () => ({
  default: (await import('./leave-workspace.tsx')).LeaveWorkspace,
}));
const RemoveMember = lazy(async () => ({
  default: (await import('./remove-member.tsx')).RemoveMember,
}));
const AbilitiesSheet = lazy(async () => ({
  default: (await import('./abilities-sheet.tsx')).AbilitiesSheet,
}));

/** What is open over the panel. */
type Opened =
  | { kind: 'invite' | 'my-abilities' | 'leave' }
  | { kind: 'abilities' | 'remove'; member: Member }
  | null;

/** Who is here with which role, and who is invited. */
export function MembersPanel() {
  const members = useMessages('members');
  const { me, workspace, can } = useWorkspace();
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<Opened>(null);
  const query = membersQuery(workspace.id, useSettled(search));
  const list = trpc.members.list.useInfiniteQuery(query, {
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const roles = trpc.roles.list.useQuery({ workspaceId: workspace.id });
  const changeRole = useChangeRole(query);
  const found = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = list.data?.pages[0]?.total;
  const close = (): void => setOpened(null);
  const invite = (
    <Button className="max-sm:flex-1 max-sm:px-2" onClick={() => setOpened({ kind: 'invite' })}>
      <UserRoundPlus aria-hidden />
      {members.invite}
    </Button>
  );
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader className="max-sm:grid-cols-1">
          <CardTitle>{members.title}</CardTitle>
          <CardDescription>
            {total === undefined ? ' ' : plural(members.lead, total)}
          </CardDescription>
          <CardActions className="flex-wrap max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
            <Button
              variant="secondary"
              className="max-sm:flex-1 max-sm:px-2"
              onClick={() => setOpened({ kind: 'my-abilities' })}
            >
              <ShieldQuestion aria-hidden />
              {members.whatCanIDo}
            </Button>
            {can('member:invite') ? invite : null}
          </CardActions>
        </CardHeader>
        <div className="px-4 pb-3 sm:px-5">
          <Input
            type="search"
            aria-label={members.search}
            placeholder={members.search}
            icon={<Search />}
            value={search}
            maxLength={100}
            onChange={(event) => setSearch(event.currentTarget.value)}
            className="sm:max-w-xs"
          />
        </div>
        <p role="status" className="sr-only">
          {query.search === undefined || list.isFetching
            ? ''
            : plural(members.matches, found.length)}
        </p>
        <PagedList
          pages={list}
          isEmpty={found.length === 0}
          empty={
            <EmptyState
              icon={<SearchX />}
              title={fill(members.noMatchTitle, { search: query.search ?? '' })}
              body={members.noMatchBody}
              action={
                <Button variant="secondary" onClick={() => setSearch('')}>
                  {members.clearSearch}
                </Button>
              }
            />
          }
        >
          <ul aria-label={members.list}>
            {found.map((member) => (
              <MemberRow
                key={member.userId}
                member={member}
                isMe={member.userId === me.id}
                roles={roles.data ?? []}
                onChangeRole={(role) => changeRole(member, role)}
                onShowAbilities={() =>
                  setOpened(
                    member.userId === me.id
                      ? { kind: 'my-abilities' }
                      : { kind: 'abilities', member },
                  )
                }
                onRemove={() => setOpened({ kind: 'remove', member })}
                onLeave={() => setOpened({ kind: 'leave' })}
              />
            ))}
          </ul>
        </PagedList>
        {total === 1 && query.search === undefined && can('member:invite') ? (
          <div className="border-t border-line">
            <EmptyState
              icon={<UserRoundPlus />}
              title={members.aloneTitle}
              body={members.aloneBody}
              action={invite}
              className="py-8"
            />
          </div>
        ) : null}
      </Card>
      {can('member:invite') ? <InvitationsCard /> : null}
      <Suspense>
        {opened?.kind === 'leave' ? <LeaveWorkspace onClose={close} /> : null}
        {opened?.kind === 'remove' ? (
          <RemoveMember member={opened.member} query={query} onClose={close} />
        ) : null}
        {opened?.kind === 'invite' ? <InviteDialog onClose={close} /> : null}
        {opened?.kind === 'my-abilities' ? <AbilitiesSheet member={null} onClose={close} /> : null}
        {opened?.kind === 'abilities' ? (
          <AbilitiesSheet member={opened.member} onClose={close} />
        ) : null}
      </Suspense>
    </div>
  );
}
