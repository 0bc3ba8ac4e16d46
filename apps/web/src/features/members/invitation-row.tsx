'use client';
import { Badge } from '@geko/ui/badge';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { Invitation } from '@geko/contracts/members';
import { Ellipsis, Link2, Mail, RefreshCw, Undo2 } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

type Props = {
  invitation: Invitation;
  onResend: () => void;
  onRenewLink: () => void;
  onRevoke: () => void;
};

/** One pending invitation: whom, as what, by whom, until when, and whether its mail arrived. */
export function InvitationRow({ invitation, onResend, onRenewLink, onRevoke }: Props) {
  const { invitations } = useMessages('members');
  const format = useFormat();
  const { email, roleName, invitedByName, expiresAt, isExpired, mail } = invitation;
  const Icon = email === null ? Link2 : Mail;
  const facts = [
    roleName,
    fill(invitations.by, { name: invitedByName }),
    ...(isExpired ? [] : [fill(invitations.expires, { when: format.dateTime(expiresAt) })]),
  ];
  return (
    <li className="flex items-center gap-3 border-t border-line px-4 py-3 sm:px-5">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-active">
        <Icon aria-hidden className="size-4 text-subtle" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm font-medium">
          <span className="min-w-0 wrap-anywhere">{email ?? invitations.byLink}</span>
          {isExpired ? <Badge tone="warning">{invitations.expired}</Badge> : null}
          {mail === 'failed' ? <Badge tone="danger">{invitations.failed}</Badge> : null}
          {mail === 'queued' ? <Badge>{invitations.queued}</Badge> : null}
          {mail === 'none' && email !== null ? <Badge>{invitations.linkOnly}</Badge> : null}
        </p>
        <p className="text-xs leading-5 text-muted">{facts.join(' · ')}</p>
        {mail === 'failed' ? (
          <p className="text-xs leading-5 text-danger-text">{invitations.failedHint}</p>
        ) : null}
      </div>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton
            size="sm"
            label={fill(invitations.more, { whom: email ?? invitations.linkWhom })}
          >
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {email === null || mail === 'none' ? null : (
            <DropdownMenuItem icon={<RefreshCw aria-hidden />} onSelect={onResend}>
              {invitations.resend}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem icon={<Link2 aria-hidden />} onSelect={onRenewLink}>
            {invitations.newLink}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem tone="danger" icon={<Undo2 aria-hidden />} onSelect={onRevoke}>
            {invitations.revoke}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </li>
  );
}
