'use client';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@geko/ui/tabs';
import { useSearchParams } from 'next/navigation';
import { lazy, useEffect, useRef, type ComponentType } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { LazyPanel } from '../shell/lazy-panel.tsx';
import { Page } from '../shell/page.tsx';
import { AdminOverview } from './admin-overview.tsx';

const panels = {
  live: lazy(async () => ({ default: (await import('../live/admin-live.tsx')).AdminLive })),
  workspaces: lazy(async () => ({
    default: (await import('./admin-workspaces.tsx')).AdminWorkspaces,
  })),
  users: lazy(async () => ({ default: (await import('./admin-users.tsx')).AdminUsers })),
  prices: lazy(async () => ({ default: (await import('./prices-panel.tsx')).PricesPanel })),
  markups: lazy(async () => ({ default: (await import('./markups-panel.tsx')).MarkupsPanel })),
  plans: lazy(async () => ({ default: (await import('./plans-panel.tsx')).PlansPanel })),
  what_if: lazy(async () => ({ default: (await import('./what-if-panel.tsx')).WhatIfPanel })),
} as const satisfies Record<string, ComponentType>;

const tabs = ['live', 'workspaces', 'users', 'prices', 'markups', 'plans', 'what_if'] as const;

/** The installation: today's figures, its workspaces and people, its prices and plans; the tab is in the address. */
export function AdminPage() {
  const admin = useMessages('admin');
  const asked = useSearchParams().get('tab');
  const tab = tabs.find((one) => one === asked) ?? 'overview';
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a narrow screen the row of tabs scrolls, and the open one may be out of sight.
    const open = list.current?.querySelector('[data-state=active]');
    open?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [tab]);
  return (
    <Page title={admin.title} lead={admin.lead}>
      <Tabs
        value={tab}
        onValueChange={(next) => window.history.replaceState(null, '', `?tab=${next}`)}
      >
        <TabsList ref={list} aria-label={admin.sections}>
          <TabsTrigger value="overview">{admin.sectionNames.overview}</TabsTrigger>
          {tabs.map((one) => (
            <TabsTrigger key={one} value={one}>
              {admin.sectionNames[one]}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="overview">
          <AdminOverview />
        </TabsContent>
        {tabs.map((one) => {
          const Panel = panels[one];
          return (
            <TabsContent key={one} value={one}>
              <LazyPanel>
                <Panel />
              </LazyPanel>
            </TabsContent>
          );
        })}
      </Tabs>
    </Page>
  );
}
