'use client';
import { Button } from '@geko/ui/button';
import type { Licence } from '@geko/contracts/licences';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { licenceName } from './licence-facts.tsx';

export type Device = Licence['devices'][number];

/** The devices that hold a seat of a licence, each with the way to take it from them. */
export function LicenceDevices({
  licence,
  onRelease,
}: {
  licence: Licence;
  onRelease: (device: Device) => void;
}) {
  const texts = useMessages('licences');
  const format = useFormat();
  if (licence.devices.length === 0) {
    if (licence.seats === null) return null;
    return <p className="mt-3 text-xs leading-5 text-muted">{texts.noDevices}</p>;
  }
  const label = fill(texts.devices, { licence: licenceName(licence, texts) });
  return (
    <ul
      aria-label={label}
      className="mt-3 divide-y divide-line rounded-md border border-line bg-sunken"
    >
      {licence.devices.map((device) => (
        <li key={device.id} className="flex items-center gap-3 px-3 py-2">
          <div className="min-w-0 flex-1">
            <p className="text-sm wrap-anywhere">{device.name}</p>
            <p className="text-xs leading-5 text-muted">
              {fill(texts.deviceSince, {
                date: format.date(device.activatedAt),
                seen: format.dateTime(device.lastSeenAt),
              })}
            </p>
          </div>
          <Button
            variant="secondary"
            size="sm"
            aria-label={fill(texts.releaseOf, { device: device.name })}
            aria-haspopup="dialog"
            onClick={() => onRelease(device)}
          >
            {texts.release}
          </Button>
        </li>
      ))}
    </ul>
  );
}
