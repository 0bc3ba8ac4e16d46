'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Card } from '@geko/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { Device, DeviceList, DeviceModel } from '@geko/contracts/devices';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { useDeviceFailure } from './use-device-failure.ts';

/** The machines that have told of themselves: whose, which version, with what, and when last. */
export function DeviceTable({ list: { scope, devices } }: { list: DeviceList }) {
  const words = useMessages('devices');
  const isAll = scope === 'workspace';
  return (
    <Card>
      <Table label={words.table}>
        <TableHeader>
          <TableRow>
            <TableHead>{words.columns.device}</TableHead>
            {isAll ? <TableHead>{words.columns.person}</TableHead> : null}
            <TableHead>{words.columns.models}</TableHead>
            <TableHead>{words.columns.seen}</TableHead>
            <TableHead>
              <span className="sr-only">{words.forget}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {devices.map((device) => (
            <DeviceRow key={`${device.userId} ${device.id}`} device={device} isAll={isAll} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function DeviceRow({ device, isAll }: { device: Device; isAll: boolean }) {
  const words = useMessages('devices');
  const format = useFormat();
  const { name, platform, version, models, userName, isOwn, lastSeenAt } = device;
  return (
    <TableRow>
      <TableCell>
        <span className="block min-w-32 font-medium wrap-anywhere">{name}</span>
        <span className="block text-xs leading-5 text-muted">
          {fill(words.version, { platform: words.platforms[platform], version })}
        </span>
      </TableCell>
      {isAll ? (
        <TableCell>{isOwn ? fill(words.you, { name: userName }) : userName}</TableCell>
      ) : null}
      <TableCell>
        {models.length === 0 ? (
          <span className="text-muted">{words.noModels}</span>
        ) : (
          <ul className="flex min-w-44 flex-col gap-1">
            {models.map((model) => (
              <li key={model.id} className="flex flex-wrap items-center gap-x-2">
                <span className="wrap-anywhere">{model.name}</span>
                <ModelState model={model} />
              </li>
            ))}
          </ul>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap">{format.dateTime(lastSeenAt)}</TableCell>
      <TableCell>
        <ForgetButton device={device} />
      </TableCell>
    </TableRow>
  );
}

function ModelState({ model: { state, percent, error } }: { model: DeviceModel }) {
  const words = useMessages('devices');
  const { errors } = useMessages('localModels');
  const format = useFormat();
  const tone =
    state === 'ready' ? 'success' : state === 'error' || state === 'unfit' ? 'danger' : 'neutral';
  return (
    <>
      <Badge tone={tone}>
        {state === 'downloading' && percent !== null
          ? fill(words.percent, { percent: format.bps(percent * 100) })
          : words.states[state]}
      </Badge>
      {error === null ? null : (
        <span className="text-xs leading-5 text-muted">{errors[error]}</span>
      )}
    </>
  );
}

function ForgetButton({ device: { id, name, userId } }: { device: Device }) {
  const words = useMessages('devices');
  const { workspace } = useWorkspace();
  const workspaceId = workspace.id;
  const utils = trpc.useUtils();
  const onError = useDeviceFailure();
  const forget = trpc.devices.forget.useMutation({
    onSuccess: () => void notify({ tone: 'success', title: fill(words.forgotten, { name }) }),
    onError,
    onSettled: () => utils.devices.list.invalidate({ workspaceId }),
  });
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={fill(words.forgetNamed, { name })}
      isLoading={forget.isPending}
      onClick={() => forget.mutate({ workspaceId, userId, device: id })}
    >
      {words.forget}
    </Button>
  );
}
