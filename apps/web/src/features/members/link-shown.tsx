'use client';
import type { NewInvitation } from '@geko/contracts/members';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { LinkField } from './link-field.tsx';

/** A new invitation's link, which is shown this once. */
export function LinkShown({ invitation }: { invitation: NewInvitation }) {
  const { dialog } = useMessages('members');
  const format = useFormat();
  return (
    <div className="flex flex-col gap-3">
      <LinkField url={invitation.url} label={dialog.link} copyLabel={dialog.copyLink} />
      <p className="text-sm leading-5 text-muted">
        <strong className="font-medium text-fg">{dialog.linkOnce}</strong>{' '}
        {fill(dialog.linkExpires, {
          date: format.dateTime(invitation.expiresAt),
          role: invitation.roleName,
        })}
      </p>
    </div>
  );
}
