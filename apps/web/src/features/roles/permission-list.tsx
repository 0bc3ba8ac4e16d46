'use client';
import { cn } from '@geko/ui/cn';
import type { Permission } from '@geko/contracts/permissions';
import { Check, Minus } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { permissionGroups } from './permission-groups.ts';

/** Every permission by group, with whether it is held. */
export function PermissionList({ held }: { held: readonly Permission[] }) {
  const { groups, names } = useMessages('permissions');
  const { abilities } = useMessages('members');
  return (
    <div className="flex flex-col gap-5">
      {permissionGroups.map(({ group, permissions }) => (
        <section key={group} aria-labelledby={`abilities-${group}`}>
          <div className="mb-1.5 flex items-baseline justify-between gap-3">
            <h3 id={`abilities-${group}`} className="text-sm font-semibold">
              {groups[group]}
            </h3>
            <span className="text-xs text-subtle tabular-nums">
              {fill(abilities.count, {
                held: permissions.filter((one) => held.includes(one)).length,
                all: permissions.length,
              })}
            </span>
          </div>
          <ul className="flex flex-col gap-1 text-sm leading-5">
            {permissions.map((permission) => {
              const isHeld = held.includes(permission);
              const Icon = isHeld ? Check : Minus;
              return (
                <li key={permission} className="flex gap-2.5">
                  <Icon
                    aria-hidden
                    className={cn(
                      'mt-0.5 size-4 shrink-0',
                      isHeld ? 'text-accent-text' : 'text-subtle',
                    )}
                  />
                  <span className={isHeld ? undefined : 'text-subtle'}>
                    {names[permission]}
                    <span className="sr-only">
                      {': '}
                      {isHeld ? abilities.can : abilities.cannot}
                    </span>
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
