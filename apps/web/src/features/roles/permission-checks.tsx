'use client';
import { Checkbox } from '@geko/ui/checkbox';
import { FormError } from '@geko/ui/form-error';
import { Label } from '@geko/ui/label';
import type { Permission } from '@geko/contracts/permissions';
import { useId } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { basePermission, permissionGroups } from './permission-groups.ts';

type Props = {
  held: readonly Permission[];
  onChange: (held: Permission[]) => void;
  error: string | null;
};

/** A tick box for every permission, by group; those that the caller lacks cannot be given. */
export function PermissionChecks({ held, onChange, error }: Props) {
  const { dialog } = useMessages('roles');
  const { groups, names } = useMessages('permissions');
  const { can } = useWorkspace();
  const id = useId();
  const set = (changed: readonly Permission[], isHeld: boolean): void =>
    onChange(
      permissionGroups
        .flatMap(({ permissions }) => permissions)
        .filter((one) => (changed.includes(one) ? isHeld : held.includes(one))),
    );
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-3">
      <p id={id} className="text-sm font-medium">
        {dialog.permissions}
      </p>
      {error === null ? null : <FormError>{error}</FormError>}
      {permissionGroups.map(({ group, permissions }) => {
        const mine = permissions.filter((one) => can(one) && one !== basePermission);
        const chosen = permissions.filter((one) => one === basePermission || held.includes(one));
        return (
          <section
            key={group}
            aria-labelledby={`${id}-${group}`}
            className="rounded-lg border border-line"
          >
            <div className="flex items-center gap-3 border-b border-line bg-sunken px-3.5 py-2 first:rounded-t-lg">
              <h3 id={`${id}-${group}`} className="text-[0.8125rem] font-semibold">
                {groups[group]}
              </h3>
              <span className="flex-1 text-xs text-subtle tabular-nums">
                {fill(dialog.selected, { held: chosen.length, all: permissions.length })}
              </span>
              <Label
                htmlFor={`${id}-${group}-all`}
                aria-label={fill(dialog.allOf, { group: groups[group] })}
                className="text-xs font-normal text-muted"
              >
                {dialog.all}
              </Label>
              <Checkbox
                id={`${id}-${group}-all`}
                aria-label={fill(dialog.allOf, { group: groups[group] })}
                disabled={mine.length === 0}
                checked={mine.length > 0 && mine.every((one) => held.includes(one))}
                onCheckedChange={(isChecked) => set(mine, isChecked === true)}
              />
            </div>
            <ul className="grid gap-x-4 gap-y-0.5 px-3.5 py-2 sm:grid-cols-2">
              {permissions.map((permission) => {
                const isBase = permission === basePermission;
                const isFree = can(permission) && !isBase;
                const noteId = `${id}-${permission}-note`;
                return (
                  <li key={permission} className="flex items-start gap-2.5 py-1">
                    <Checkbox
                      id={`${id}-${permission}`}
                      className="mt-px"
                      disabled={!isFree}
                      aria-describedby={isFree ? undefined : noteId}
                      checked={isBase || held.includes(permission)}
                      onCheckedChange={(isChecked) => set([permission], isChecked === true)}
                    />
                    <div className="min-w-0">
                      <Label
                        htmlFor={`${id}-${permission}`}
                        className={
                          isFree
                            ? 'block leading-5 font-normal'
                            : 'block leading-5 font-normal text-subtle'
                        }
                      >
                        {names[permission]}
                      </Label>
                      {isFree ? null : (
                        <p id={noteId} className="text-xs leading-4 text-subtle">
                          {isBase ? dialog.always : dialog.notYours}
                        </p>
                      )}
                    </div>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
