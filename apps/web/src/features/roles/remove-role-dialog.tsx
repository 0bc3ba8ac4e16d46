'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import type { Role } from '@geko/contracts/roles';
import { useRouter } from 'next/navigation';
import { useId, useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { RoleSelect } from './role-select.tsx';

/** Deletes a role; whoever has it gets the one chosen here. One that nobody had can be undone. */
export function RemoveRoleDialog({
  removed: role,
  roles,
  onClose,
}: {
  removed: Role;
  roles: readonly Role[];
  onClose: () => void;
}) {
  const { removal } = useMessages('roles');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const router = useRouter();
  const formId = useId();
  const [moveTo, setMoveTo] = useState<string | null>(null);
  const workspaceId = workspace.id;
  const isHeld = role.members > 0;
  const refresh = (): void => {
    void utils.roles.list.invalidate({ workspaceId });
    void utils.members.invalidate();
    void utils.invitations.invalidate();
    // It may have been my own role, whose permissions the layout hands out.
    router.refresh();
  };
  const { name, description, permissions } = role;
  const create = trpc.roles.create.useMutation({
    onSettled: refresh,
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: removal.notRestored,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  const remove = trpc.roles.remove.useMutation({
    onSuccess: () => {
      refresh();
      void notify({
        tone: 'success',
        title: fill(removal.removed, { role: name }),
        ...(isHeld
          ? {}
          : {
              action: {
                label: common.undo,
                onAction: () => create.mutate({ workspaceId, name, description, permissions }),
              },
            }),
      });
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (remove.isPending || (isHeld && moveTo === null)) return;
    remove.mutate({ workspaceId, roleId: role.roleId, moveToRoleId: moveTo });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        size="sm"
        title={fill(removal.title, { role: name })}
        description={isHeld ? plural(removal.body, role.members) : removal.bodyNone}
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button
              type="submit"
              form={formId}
              variant="danger"
              disabled={isHeld && moveTo === null}
              isLoading={remove.isPending}
            >
              {removal.confirm}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          {remove.error === null ? null : (
            <Callout tone="danger" role="alert">
              {readError(remove.error)?.message ?? common.networkFailed}
            </Callout>
          )}
          {isHeld ? (
            <Field label={removal.moveTo}>
              <RoleSelect
                label={null}
                roles={roles.filter(({ roleId }) => roleId !== role.roleId)}
                value={moveTo}
                placeholder={removal.choose}
                onChange={({ roleId }) => setMoveTo(roleId)}
              />
            </Field>
          ) : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
