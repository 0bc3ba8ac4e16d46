'use client';
import { Badge } from '@geko/ui/badge';
import type { Role } from '@geko/contracts/roles';
import { ChevronRight } from 'lucide-react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { permissionGroups } from './permission-groups.ts';

/** The groups of permissions, folded; under each permission stand the roles that hold it. */
export function MatrixList({ roles }: { roles: readonly Role[] }) {
  const messages = useMessages('roles');
  const { groups, names } = useMessages('permissions');
  return permissionGroups.map(({ group, permissions }, index) => (
    <details key={group} open={index === 0} className="group border-t border-line">
      <summary className="flex h-12 cursor-pointer list-none items-center gap-2 px-4 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-subtle transition-transform duration-100 group-open:rotate-90 rtl:-scale-x-100"
        />
        <span className="flex-1">{groups[group]}</span>
        <span className="text-xs font-normal text-subtle">
          {plural(messages.groupCount, permissions.length)}
        </span>
      </summary>
      <ul className="pb-2">
        {permissions.map((permission) => {
          const holders = roles.filter((role) => role.permissions.includes(permission));
          return (
            <li key={permission} className="px-4 py-2 ps-10">
              <p className="text-sm leading-5">{names[permission]}</p>
              <p className="mt-1 flex flex-wrap gap-1">
                {holders.map((role) => (
                  <Badge key={role.roleId} tone={role.isBuiltIn ? 'neutral' : 'violet'}>
                    <span className="truncate">{role.name}</span>
                  </Badge>
                ))}
                {holders.length === 0 ? (
                  <span className="text-xs text-subtle">{messages.nobody}</span>
                ) : null}
              </p>
            </li>
          );
        })}
      </ul>
    </details>
  ));
}
