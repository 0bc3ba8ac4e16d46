'use client';
import { Avatar } from '@geko/ui/avatar';
import type { ComboboxItem } from '@geko/ui/combobox-filter';
import type { Member } from '@geko/contracts/members';
import { avatarPath } from '../pictures/picture-path.ts';

/** Members as choices, to be found by name and address. */
export function memberChoices(members: readonly Member[]): ComboboxItem<Member>[] {
  return members.map((member) => ({
    id: member.userId,
    value: member,
    label: member.name,
    keywords: member.email,
  }));
}

/** A member in a list to choose from: picture, name, address. */
export function MemberChoice({ member }: { member: Member }) {
  return (
    <span className="flex items-center gap-2.5">
      <Avatar
        name={member.name}
        image={avatarPath(member.userId, member.avatarId)}
        size="sm"
        isDecorative
      />
      <span className="min-w-0">
        <span className="block truncate">{member.name}</span>
        <span className="block truncate text-xs text-subtle">{member.email}</span>
      </span>
    </span>
  );
}
