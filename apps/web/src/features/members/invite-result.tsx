'use client';
import type { InviteByEmailResult } from '@geko/contracts/members';
import { MailCheck, UserRoundCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { LinkField } from './link-field.tsx';

/** Who was mailed, whose link has to be passed on by hand, and who was here already. */
export function InviteResult({ result }: { result: InviteByEmailResult }) {
  const { dialog } = useMessages('members');
  const mailed = result.invitations.filter(({ mail }) => mail !== 'none');
  const links = result.invitations.filter(({ mail }) => mail === 'none');
  return (
    <>
      {mailed.length === 0 ? null : (
        <AddressGroup
          title={dialog.sentTo}
          icon={<MailCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />}
          addresses={mailed.map(({ email }) => email ?? '')}
        />
      )}
      {links.length === 0 ? null : (
        <section className="flex flex-col gap-3">
          <h3 className="text-sm">{dialog.passOn}</h3>
          <ul className="flex flex-col gap-3">
            {links.map(({ id, email, url }) => (
              <li key={id} className="flex flex-col gap-1">
                <span className="text-[0.8125rem] font-medium wrap-anywhere">{email}</span>
                <LinkField
                  url={url}
                  label={fill(dialog.linkFor, { email: email ?? '' })}
                  copyLabel={fill(dialog.copyLinkFor, { email: email ?? '' })}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {result.alreadyMembers.length === 0 ? null : (
        <AddressGroup
          title={dialog.alreadyMembers}
          icon={<UserRoundCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-subtle" />}
          addresses={result.alreadyMembers}
        />
      )}
    </>
  );
}

function AddressGroup({
  title,
  icon,
  addresses,
}: {
  title: string;
  icon: ReactNode;
  addresses: readonly string[];
}) {
  return (
    <section className="flex gap-2.5 text-sm leading-5">
      {icon}
      <div className="min-w-0">
        <h3>{title}</h3>
        <ul className="mt-1 flex flex-col text-muted">
          {addresses.map((address) => (
            <li key={address} className="wrap-anywhere">
              {address}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
