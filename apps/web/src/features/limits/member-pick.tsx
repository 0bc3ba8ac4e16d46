'use client';
import { Skeleton } from '@geko/ui/skeleton';
import type { Member } from '@geko/contracts/members';
import { useMessages } from '../../messages/use-messages.tsx';
import { MemberChoice, memberChoices } from '../members/member-choice.tsx';
import { useAllMembers } from '../members/use-all-members.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PickField } from './pick-field.tsx';

/** Chooses a member of the workspace. */
export function MemberPick({
  value,
  onChange,
  error,
}: {
  value: string | null;
  onChange: (userId: string) => void;
  error: string | undefined;
}) {
  const { dialog } = useMessages('limits');
  const { workspace } = useWorkspace();
  const members = useAllMembers(workspace.id);
  if (members.isError) return <QueryError error={members.error} onRetry={members.retry} />;
  if (members.isLoading) return <Skeleton className="h-56 rounded-lg" />;
  return (
    <PickField<Member>
      label={dialog.member}
      placeholder={dialog.chooseMember}
      groups={[{ id: 'members', label: dialog.member, items: memberChoices(members.items) }]}
      value={value}
      onChange={onChange}
      error={error}
      labels={{ search: dialog.searchMembers, list: dialog.member, empty: dialog.noMember }}
      renderItem={({ value: member }) => <MemberChoice member={member} />}
    />
  );
}
