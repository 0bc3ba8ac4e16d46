'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Switch } from '@geko/ui/switch';
import type { Device, LocalSettings } from '@geko/contracts/devices';
import { useId } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { sizeText } from '../local-models/local-words.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { useDeviceFailure } from './use-device-failure.ts';

type Props = { settings: LocalSettings; devices: readonly Device[] };

/** Which models the desktops of this workspace shall have, and how many have them. */
export function WantedModels({ settings, devices }: Props) {
  const words = useMessages('devices');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.wantedTitle}</CardTitle>
        <CardDescription>{words.wantedLead}</CardDescription>
      </CardHeader>
      <ul aria-label={words.wantedList} className="divide-y divide-line border-t border-line">
        {settings.offers.map((offer) => (
          <OfferRow key={offer.id} offer={offer} devices={devices} />
        ))}
      </ul>
    </Card>
  );
}

function OfferRow({
  offer: { id: model, name, family, downloadBytes, isWanted },
  devices,
}: {
  offer: LocalSettings['offers'][number];
  devices: readonly Device[];
}) {
  const words = useMessages('devices');
  const texts = useMessages('localModels');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const workspaceId = workspace.id;
  const utils = trpc.useUtils();
  const onError = useDeviceFailure();
  const setWanted = trpc.devices.setWanted.useMutation({
    onError,
    onSettled: () => utils.devices.settings.invalidate({ workspaceId }),
  });
  const id = useId();
  const having = devices.filter(({ models }) =>
    models.some((one) => one.id === model && one.state === 'ready'),
  ).length;
  const size = sizeText(downloadBytes, texts, format);
  return (
    <li className="flex items-center justify-between gap-6 px-4 py-3 sm:px-5">
      <div className="min-w-0">
        <p id={id} className="text-sm font-medium wrap-anywhere">
          {name}
        </p>
        <p id={`${id}-about`} className="mt-0.5 text-xs leading-5 text-muted">
          {fill(words.about, { family, size })}
          {isWanted && devices.length > 0
            ? ` · ${fill(words.ready, { count: having, total: devices.length })}`
            : null}
        </p>
      </div>
      <Switch
        aria-labelledby={id}
        aria-describedby={`${id}-about`}
        checked={setWanted.isPending ? setWanted.variables.isWanted : isWanted}
        onCheckedChange={(next) => setWanted.mutate({ workspaceId, model, isWanted: next })}
      />
    </li>
  );
}
