'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardFooter, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { formText } from '../../lib/form-text.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { DangerZone } from './danger-zone.tsx';
import { RemovedWorkspaces } from './removed-workspaces.tsx';
import { WorkspacePicture } from './workspace-picture.tsx';

const AbilitiesSheet = lazy(async () => ({
  default: (await import('../members/abilities-sheet.tsx')).AbilitiesSheet,
}));

/** The workspace's picture, name and facts; what ends it; and those that were deleted and can come back. */
export function GeneralSettings() {
  return (
    <div className="flex flex-col gap-6">
      <WorkspaceCard />
      <RemovedWorkspaces />
      <DangerZone />
    </div>
  );
}

function WorkspaceCard() {
  const settings = useMessages('settings');
  const { whatCanIDo } = useMessages('members');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace, can } = useWorkspace();
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const details = trpc.workspace.get.useQuery({ workspaceId: workspace.id });
  const rename = trpc.workspace.rename.useMutation({
    onSuccess: () => {
      // The name stands in the layout, which the server draws.
      router.refresh();
      void notify({ tone: 'success', title: settings.renamed });
    },
  });
  const error =
    rename.error === null ? null : (readError(rename.error)?.message ?? common.networkFailed);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = formText(event.currentTarget, 'name');
    if (!rename.isPending) rename.mutate({ workspaceId: workspace.id, name });
  };
  const facts = [
    [settings.company, workspace.tenantName],
    [settings.role, workspace.roleName],
    [settings.timeZone, details.data?.timeZone ?? '…'],
    [settings.created, details.data === undefined ? '…' : format.date(details.data.createdAt)],
  ] as const;
  return (
    <form onSubmit={submit}>
      <Card>
        <CardHeader>
          <CardTitle>{settings.workspaceTitle}</CardTitle>
          <CardDescription>{settings.workspaceLead}</CardDescription>
        </CardHeader>
        <CardBody className="flex flex-col gap-6">
          {can('workspace:config') ? <WorkspacePicture /> : null}
          <Field
            label={settings.workspaceName}
            className="max-w-md"
            error={error}
            hint={can('workspace:config') ? undefined : settings.readOnly}
          >
            <Input
              key={workspace.name}
              name="name"
              required
              maxLength={80}
              autoComplete="off"
              defaultValue={workspace.name}
              readOnly={!can('workspace:config')}
            />
          </Field>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-4 text-sm sm:grid-cols-4">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt className="text-xs text-subtle">{name}</dt>
                <dd className="mt-0.5">{value}</dd>
              </div>
            ))}
          </dl>
          <Button
            variant="secondary"
            size="sm"
            className="self-start"
            onClick={() => setAsking(true)}
          >
            {whatCanIDo}
          </Button>
        </CardBody>
        {can('workspace:config') ? (
          <CardFooter>
            <Button type="submit" isLoading={rename.isPending}>
              {common.save}
            </Button>
          </CardFooter>
        ) : null}
      </Card>
      <Suspense>
        {isAsking ? <AbilitiesSheet member={null} onClose={() => setAsking(false)} /> : null}
      </Suspense>
    </form>
  );
}
