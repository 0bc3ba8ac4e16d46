'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { AdminLicence } from '@geko/contracts/licences';
import { Ban, Ellipsis, KeyRound, Pause, Play } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { licenceName } from './licence-facts.tsx';

export type LicenceChange = 'renew' | 'suspend' | 'resume' | 'revoke';

/** What an operator can do with a licence; one that is revoked is done with. */
export function LicenceMenu({
  licence,
  onOpen,
}: {
  licence: AdminLicence;
  onOpen: (change: LicenceChange) => void;
}) {
  const texts = useMessages('licences');
  const { admin } = texts;
  if (licence.status === 'revoked') return null;
  const isSuspended = licence.status === 'suspended';
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton
          size="sm"
          label={fill(admin.more, { licence: licenceName(licence, texts) })}
          className="-me-2"
        >
          <Ellipsis aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem icon={<KeyRound aria-hidden />} onSelect={() => onOpen('renew')}>
          {admin.renew}
        </DropdownMenuItem>
        <DropdownMenuItem
          icon={isSuspended ? <Play aria-hidden /> : <Pause aria-hidden />}
          onSelect={() => onOpen(isSuspended ? 'resume' : 'suspend')}
        >
          {isSuspended ? admin.resume : admin.suspend}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem
          tone="danger"
          icon={<Ban aria-hidden />}
          onSelect={() => onOpen('revoke')}
        >
          {admin.revoke}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
