'use client';
import type { AuditLine } from '@geko/contracts/audit';
import type { Member } from '@geko/contracts/members';
import type { Role } from '@geko/contracts/roles';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { AuditRow } from './audit-row.tsx';
import { useZone } from './use-audit-lines.ts';
import { dayIn } from './zone-day.ts';

/** Lines under the days of the reader's zone that they fell on. */
export function AuditDays({
  lines,
  members,
  roles,
  onChoosePerson,
}: {
  lines: readonly AuditLine[];
  members: readonly Member[];
  roles: readonly Role[];
  onChoosePerson: (userId: string) => void;
}) {
  const audit = useMessages('audit');
  const format = useFormat();
  const zone = useZone();
  const names = {
    members: new Map(members.map(({ userId, name }) => [userId, name])),
    roles: new Map(roles.map(({ roleId, name }) => [roleId, name])),
  };
  const avatars = new Map(members.map(({ userId, avatarId }) => [userId, avatarId]));
  const days = new Map<string, AuditLine[]>();
  for (const line of lines) {
    const day = dayIn(new Date(line.at), zone);
    const known = days.get(day);
    if (known === undefined) days.set(day, [line]);
    else known.push(line);
  }
  return (
    <div role="region" aria-label={audit.list}>
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h3
            id={`day-${day}`}
            className="border-t border-line bg-sunken px-4 py-1.5 text-xs font-medium text-muted sm:px-5"
          >
            {format.date(`${day}T12:00:00Z`, 'UTC')}
          </h3>
          <ul>
            {ofDay.map((line) => (
              <AuditRow
                key={line.id}
                line={line}
                names={names}
                avatarId={line.actorId === null ? null : (avatars.get(line.actorId) ?? null)}
                onChoosePerson={onChoosePerson}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
