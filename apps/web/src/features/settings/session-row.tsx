'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import type { Session } from '@geko/contracts/auth';
import { Monitor, Smartphone } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { formatDate, formatDateTime } from '../../lib/format.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { deviceName } from './device-name.ts';

/** One session: device, address, since when, until when. */
export function SessionRow({
  session,
  isRevoking,
  onRevoke,
}: {
  session: Session;
  isRevoking: boolean;
  onRevoke: () => void;
}) {
  const settings = useMessages('settings');
  const device = deviceName(session.userAgent);
  const name = device === null ? settings.unknownDevice : fill(settings.deviceName, device);
  const Icon = device?.system === 'iOS' || device?.system === 'Android' ? Smartphone : Monitor;
  const facts = [
    session.address,
    fill(settings.signedInAt, { date: formatDateTime(session.createdAt) }),
    fill(settings.expiresAt, { date: formatDate(session.expiresAt) }),
  ];
  return (
    <li className="flex items-center gap-4 border-t border-line px-4 py-3 sm:px-5">
      <Icon aria-hidden className="size-5 shrink-0 text-subtle" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {name}
          {session.isCurrent ? <Badge tone="success">{settings.thisDevice}</Badge> : null}
        </p>
        <p className="text-xs leading-5 text-muted">
          {facts.filter((fact) => fact !== null).join(' · ')}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button
          variant="ghost"
          size="sm"
          aria-label={fill(settings.revokeLabel, { device: name })}
          isLoading={isRevoking}
          onClick={onRevoke}
        >
          {settings.revoke}
        </Button>
      )}
    </li>
  );
}
