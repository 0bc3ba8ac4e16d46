'use client';
import type { Account } from '@geko/contracts/account';
import type { SignInOptions } from '@geko/contracts/auth';
import { Callout } from '@geko/ui/callout';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { IdentityRow } from './identity-row.tsx';
import { SettingRow } from './setting-row.tsx';

/** Accounts elsewhere that let the person in; nothing where this installation knows none and none is connected. */
export function IdentitiesCard({
  account,
  providers,
  problem,
  linked,
}: {
  account: Account;
  providers: SignInOptions['providers'];
  /** Why connecting one has just failed. */
  problem: string | null;
  /** Which one has just been connected. */
  linked: string | null;
}) {
  const texts = useMessages('account');
  const known = providers.map(({ id }) => id);
  const gone = account.identities
    .filter(({ provider }) => !known.includes(provider))
    .map(({ provider }) => ({ id: provider, name: texts.providerNames[provider] }));
  const rows = [...providers, ...gone];
  if (rows.length === 0) return null;
  const isNew = rows.find(({ id }) => id === linked);
  return (
    <SettingRow title={texts.identitiesTitle} lead={texts.identitiesLead}>
      {problem === null ? null : (
        <Callout tone="warning" role="alert" title={texts.connectFailed}>
          {problem}
        </Callout>
      )}
      {isNew === undefined ? null : (
        <Callout tone="success" role="status">
          {fill(texts.connected, { name: isNew.name })}
        </Callout>
      )}
      <ul className="divide-y divide-line rounded-xl border border-line">
        {rows.map(({ id, name }) => (
          <IdentityRow
            key={id}
            id={id}
            name={name}
            canConnect={known.includes(id)}
            identity={account.identities.find(({ provider }) => provider === id) ?? null}
          />
        ))}
      </ul>
    </SettingRow>
  );
}
