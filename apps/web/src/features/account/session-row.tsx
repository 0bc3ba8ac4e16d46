'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { readDevice } from '@geko/domain/read-device';
import type { Session } from '@geko/contracts/auth';
import { Monitor, Smartphone } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { placeName } from './place-name.ts';

/** One session: device, place, since when, until when. */
export function SessionRow({
  session,
  onRevoke,
}: {
  session: Session;
  /** Gets the device's name. */
  onRevoke: (device: string) => void;
}) {
  const texts = useMessages('account');
  const format = useFormat();
  const device = readDevice(session.userAgent);
  const name = device === null ? texts.unknownDevice : fill(texts.deviceName, device);
  const Icon = device?.system === 'iOS' || device?.system === 'Android' ? Smartphone : Monitor;
  const facts = [
    placeName(session.country),
    session.address,
    fill(texts.signedInAt, { date: format.dateTime(session.createdAt) }),
    fill(texts.expiresAt, { date: format.date(session.expiresAt) }),
  ];
  return (
    <li className="flex items-center gap-4 border-t border-line px-4 py-3 sm:px-5">
      <Icon aria-hidden className="size-5 shrink-0 text-subtle" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {name}
          {session.isCurrent ? <Badge tone="success">{texts.thisDevice}</Badge> : null}
        </p>
        <p className="text-xs leading-5 wrap-anywhere text-muted">
          {facts.filter((fact) => fact !== null).join(' · ')}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button
          variant="ghost"
          size="sm"
          aria-label={fill(texts.revokeLabel, { device: name })}
          onClick={() => onRevoke(name)}
        >
          {texts.revoke}
        </Button>
      )}
    </li>
  );
}
