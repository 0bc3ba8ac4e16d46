'use client';
import { Badge } from '@geko/ui/badge';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Switch } from '@geko/ui/switch';
import type { LocalSettings } from '@geko/contracts/devices';
import { useId } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { useDeviceFailure } from './use-device-failure.ts';

/** Whether there are local models in this workspace at all. */
export function LocalSwitch({ settings: { isAllowed } }: { settings: LocalSettings }) {
  const words = useMessages('devices');
  const { workspace, can } = useWorkspace();
  const utils = trpc.useUtils();
  const onError = useDeviceFailure();
  const workspaceId = workspace.id;
  const setAllowed = trpc.devices.setAllowed.useMutation({
    onSuccess: (_, asked) =>
      void notify({ tone: 'success', title: asked.isAllowed ? words.allowed : words.forbidden }),
    onError,
    onSettled: () => utils.devices.settings.invalidate({ workspaceId }),
  });
  const id = useId();
  const shown = setAllowed.isPending ? setAllowed.variables.isAllowed : isAllowed;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.switchTitle}</CardTitle>
        <CardDescription>{words.switchLead}</CardDescription>
      </CardHeader>
      <CardBody className="flex items-start justify-between gap-6">
        <div className="min-w-0">
          <p id={id} className="text-sm font-medium">
            {words.allow}
          </p>
          <p id={`${id}-hint`} className="mt-0.5 text-xs leading-5 text-muted">
            {can('model:configure') ? words.allowHint : words.readOnly}
          </p>
        </div>
        {can('model:configure') ? (
          <Switch
            aria-labelledby={id}
            aria-describedby={`${id}-hint`}
            checked={shown}
            onCheckedChange={(next) => setAllowed.mutate({ workspaceId, isAllowed: next })}
          />
        ) : (
          <Badge tone={isAllowed ? 'success' : 'neutral'}>
            {isAllowed ? words.state.on : words.state.off}
          </Badge>
        )}
      </CardBody>
    </Card>
  );
}
