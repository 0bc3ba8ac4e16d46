'use client';
import { Table, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { Role } from '@geko/contracts/roles';
import { Check, Minus } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import { permissionGroups } from './permission-groups.ts';

/** Permissions down, roles across. The permissions stay in sight where many roles make it scroll sideways. */
export function MatrixTable({ roles }: { roles: readonly Role[] }) {
  const messages = useMessages('roles');
  const { groups, names } = useMessages('permissions');
  return (
    <Table label={messages.matrix}>
      <TableHeader>
        <TableRow>
          <TableHead className="sticky start-0 bg-surface">{messages.permission}</TableHead>
          {roles.map((role) => (
            <TableHead key={role.roleId} align="center" className="max-w-32 truncate">
              {role.name}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      {permissionGroups.map(({ group, permissions }) => (
        <tbody key={group} className="border-b border-line last:border-b-0">
          <tr className="bg-sunken">
            <th
              scope="rowgroup"
              colSpan={roles.length + 1}
              className="px-4 py-2 text-start text-xs font-semibold sm:px-5"
            >
              <span className="sticky start-5">{groups[group]}</span>
            </th>
          </tr>
          {permissions.map((permission) => (
            <TableRow key={permission} className="last:border-b-0">
              <th
                scope="row"
                className="sticky start-0 min-w-56 bg-surface px-4 py-2 text-start font-normal sm:px-5"
              >
                {names[permission]}
              </th>
              {roles.map((role) => {
                const isHeld = role.permissions.includes(permission);
                const Icon = isHeld ? Check : Minus;
                return (
                  <TableCell key={role.roleId} align="center" className="h-9 py-1">
                    <Icon
                      aria-hidden
                      className={
                        isHeld
                          ? 'mx-auto size-4 text-accent-text'
                          : 'mx-auto size-4 text-line-strong'
                      }
                    />
                    <span className="sr-only">{isHeld ? messages.holds : messages.lacks}</span>
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </tbody>
      ))}
    </Table>
  );
}
