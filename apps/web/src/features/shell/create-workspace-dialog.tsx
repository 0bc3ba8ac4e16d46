'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useId, useRef, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from './workspace-context.tsx';

/** Names a new workspace in the same company, makes it, and opens it. */
export function CreateWorkspaceDialog({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const shell = useMessages('shell');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const formId = useId();
  const nameInput = useRef<HTMLInputElement>(null);
  // A whole page load: the list of workspaces stands in the layout, which the server draws.
  const create = trpc.workspace.create.useMutation({
    onSuccess: ({ id }) => window.location.assign(`/w/${id}`),
  });
  const error = create.error === null ? null : readError(create.error);
  const isBusy = create.isPending || create.isSuccess;

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isBusy) return;
    create.mutate({ workspaceId: workspace.id, name: formText(event.currentTarget, 'name') });
  };
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent
        title={shell.createWorkspaceTitle}
        description={fill(shell.createWorkspaceBody, { tenant: workspace.tenantName })}
        closeLabel={common.close}
        size="sm"
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          nameInput.current?.focus();
        }}
        footer={
          <>
            <Button variant="secondary" onClick={() => onOpenChange(false)}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isBusy}>
              {shell.create}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          {create.error === null || error?.field === 'name' ? null : (
            <Callout tone="danger" role="alert">
              {error?.message ?? common.networkFailed}
            </Callout>
          )}
          <Field
            label={shell.workspaceName}
            error={error?.field === 'name' ? error.message : undefined}
          >
            <Input name="name" required maxLength={80} autoComplete="off" ref={nameInput} />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
