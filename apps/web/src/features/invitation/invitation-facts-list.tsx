'use client';
import type { InvitationFacts } from '@geko/contracts/members';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** Where to, as what, and until when an invitation leads. */
export function InvitationFactsList({ facts }: { facts: InvitationFacts }) {
  const texts = useMessages('invitation');
  const format = useFormat();
  const rows = [
    [texts.workspace, facts.workspaceName],
    // A first workspace bears the company's name.
    ...(facts.tenantName === facts.workspaceName
      ? []
      : [[texts.company, facts.tenantName] as const]),
    [texts.role, facts.roleName],
    [texts.until, format.date(facts.expiresAt)],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 rounded-xl border border-line bg-sunken px-4 py-3 text-sm leading-5">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-subtle">{name}</dt>
          <dd className="text-end font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
