'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import { Textarea } from '@geko/ui/textarea';
import type { Permission } from '@geko/contracts/permissions';
import type { Role } from '@geko/contracts/roles';
import { useId, useState, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill, plural } from '../../lib/fill.ts';
import { formText } from '../../lib/form-text.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PermissionChecks } from './permission-checks.tsx';
import { useSaveRole } from './use-save-role.ts';

type Props = {
  /** The role to change; null = a new one. */
  edited: Role | null;
  /** The role that a new one is a copy of; null = it begins empty. */
  from: Role | null;
  roles: readonly Role[];
  onClose: () => void;
};

const NOTHING = 'nothing';

/** Names a role and chooses what it may do. */
export function RoleDialog({ edited: role, from, roles, onClose }: Props) {
  const { dialog } = useMessages('roles');
  const common = useMessages('common');
  const { can } = useWorkspace();
  const formId = useId();
  const grantable = (of: Role | null): Permission[] => of?.permissions.filter(can) ?? [];
  const [held, setHeld] = useState<Permission[]>(() => grantable(role ?? from));
  const [startedFrom, setStartedFrom] = useState(from?.roleId ?? NOTHING);
  const [isAsked, setAsked] = useState(false);
  const { save, isSaving, error } = useSaveRole(role, onClose);
  const problem = error === null ? null : readError(error);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (held.length === 0 || isSaving) return;
    save({
      name: formText(event.currentTarget, 'name').trim(),
      description: formText(event.currentTarget, 'description').trim(),
      permissions: held,
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        size="lg"
        title={role === null ? dialog.createTitle : fill(dialog.editTitle, { role: role.name })}
        description={
          role !== null && role.members > 0 ? plural(dialog.editLead, role.members) : dialog.lead
        }
        closeLabel={common.close}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} isLoading={isSaving}>
              {role === null ? dialog.create : dialog.save}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          {error === null || problem?.field === 'name' ? null : (
            <Callout tone="danger" role="alert">
              {problem?.message ?? common.networkFailed}
            </Callout>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label={dialog.name}
              error={problem?.field === 'name' ? problem.message : undefined}
            >
              <Input
                name="name"
                required
                autoFocus
                maxLength={80}
                autoComplete="off"
                placeholder={dialog.namePlaceholder}
                defaultValue={
                  role?.name ?? (from === null ? '' : fill(dialog.copyName, { role: from.name }))
                }
              />
            </Field>
            {role === null ? (
              <Field label={dialog.startFrom}>
                <Select
                  value={startedFrom}
                  onValueChange={(next) => {
                    setStartedFrom(next);
                    setHeld(grantable(roles.find(({ roleId }) => roleId === next) ?? null));
                  }}
                >
                  <SelectTrigger />
                  <SelectContent>
                    <SelectItem value={NOTHING}>{dialog.startFromNothing}</SelectItem>
                    {roles.map(({ roleId, name }) => (
                      <SelectItem key={roleId} value={roleId}>
                        {name}
                      </SelectItem>
                    ))}
                  </SelectContent>
                </Select>
              </Field>
            ) : null}
          </div>
          <Field label={dialog.description} labelAside={dialog.optional}>
            <Textarea
              name="description"
              rows={2}
              isAutoGrow
              maxLength={300}
              placeholder={dialog.descriptionPlaceholder}
              defaultValue={role?.description ?? ''}
            />
          </Field>
          <PermissionChecks
            held={held}
            onChange={setHeld}
            error={isAsked && held.length === 0 ? dialog.none : null}
          />
        </form>
      </DialogContent>
    </Dialog>
  );
}
