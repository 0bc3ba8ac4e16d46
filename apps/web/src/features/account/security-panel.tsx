'use client';
import type { AccountPanelProps } from './account-page.tsx';
import { EmailCard } from './email-card.tsx';
import { FactorCard } from './factor-card.tsx';
import { IdentitiesCard } from './identities-card.tsx';
import { PasswordCard } from './password-card.tsx';

/** Everything that lets the person in, and keeps others out. */
export function SecurityPanel({ account, options, link }: AccountPanelProps) {
  return (
    <>
      <EmailCard account={account} hasMail={options.hasMail} />
      <PasswordCard account={account} />
      <FactorCard account={account} />
      <IdentitiesCard account={account} providers={options.providers} {...link} />
    </>
  );
}
