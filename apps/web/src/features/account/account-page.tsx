'use client';
import type { Account } from '@geko/contracts/account';
import type { SignInOptions } from '@geko/contracts/auth';
import { lazy } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { LazyPanel } from '../shell/lazy-panel.tsx';
import type { AccountSection } from './account-sections.ts';

const panels = {
  profile: lazy(async () => ({ default: (await import('./profile-panel.tsx')).ProfilePanel })),
  security: lazy(async () => ({ default: (await import('./security-panel.tsx')).SecurityPanel })),
  sessions: lazy(async () => ({ default: (await import('./session-panel.tsx')).SessionPanel })),
  danger: lazy(async () => ({ default: (await import('./danger-panel.tsx')).DangerPanel })),
} as const;

/** What every section is drawn from. */
export type AccountPanelProps = {
  account: Account;
  options: SignInOptions;
  /** What came of connecting an account elsewhere: why it failed, or which provider it was. */
  link: { problem: string | null; linked: string | null };
};

/** One section of the account; the server has fetched the account for the first drawing. */
export function AccountPage({
  section,
  ...first
}: AccountPanelProps & { section: AccountSection }) {
  const texts = useMessages('account');
  const { data: account } = trpc.account.get.useQuery(undefined, { initialData: first.account });
  const Panel = panels[section];
  return (
    <>
      <h1 className="text-2xl leading-8 font-semibold tracking-tight">{texts.names[section]}</h1>
      <p className="mt-1 text-sm leading-5 text-muted">{texts.leads[section]}</p>
      <div className="mt-6 flex flex-col gap-6">
        <LazyPanel>
          <Panel {...first} account={account} />
        </LazyPanel>
      </div>
    </>
  );
}
