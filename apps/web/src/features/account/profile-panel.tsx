'use client';
import type { AccountPanelProps } from './account-page.tsx';
import { ProfileCard } from './profile-card.tsx';
import { RegionCard } from './region-card.tsx';

/** Name and picture; language, dates and time. */
export function ProfilePanel({ account }: AccountPanelProps) {
  return (
    <>
      <ProfileCard account={account} />
      <RegionCard account={account} />
    </>
  );
}
