'use client';
import type { PlanId } from '@geko/contracts/plans';
import type { ReactNode } from 'react';
import { namePlans } from './name-plans.ts';
import { MessagesProvider, useMessages } from './use-messages.tsx';

/** Calls the plans by the operator's names in everything below. */
export function PlanNamesProvider({
  names,
  children,
}: {
  names: Readonly<Record<PlanId, string>>;
  children: ReactNode;
}) {
  const common = useMessages('common');
  return (
    <MessagesProvider messages={{ common: namePlans(common, names) }}>{children}</MessagesProvider>
  );
}
