'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardFooter, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useRouter } from 'next/navigation';
import type { SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { formText } from '../../lib/form-text.ts';
import { formatDate } from '../../lib/format.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** The workspace's name, to change by those who may, and its facts. */
export function GeneralSettings() {
  const settings = useMessages('settings');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const router = useRouter();
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
    [settings.created, details.data === undefined ? '…' : formatDate(details.data.createdAt)],
  ] as const;
  return (
    <form onSubmit={submit}>
      <Card>
        <CardHeader>
          <CardTitle>{settings.workspaceTitle}</CardTitle>
          <CardDescription>{settings.workspaceLead}</CardDescription>
        </CardHeader>
        <CardBody className="flex flex-col gap-6">
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
        </CardBody>
        {can('workspace:config') ? (
          <CardFooter>
            <Button type="submit" isLoading={rename.isPending}>
              {common.save}
            </Button>
          </CardFooter>
        ) : null}
      </Card>
    </form>
  );
}
