'use client';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@geko/ui/tabs';
import { useSearchParams } from 'next/navigation';
import { lazy } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { LazyPanel } from '../shell/lazy-panel.tsx';
import { Page } from '../shell/page.tsx';
import { AdminOverview } from './admin-overview.tsx';

const AdminUsers = lazy(async () => ({ default: (await import('./admin-users.tsx')).AdminUsers }));
const AdminWorkspaces = lazy(async () => ({
  default: (await import('./admin-workspaces.tsx')).AdminWorkspaces,
}));

const tabs = ['overview', 'workspaces', 'users'] as const;

/** The installation: today's figures, its workspaces and its people; the tab is in the address. */
export function AdminPage() {
  const admin = useMessages('admin');
  const asked = useSearchParams().get('tab');
  const tab = tabs.find((one) => one === asked) ?? 'overview';
  return (
    <Page title={admin.title} lead={admin.lead}>
      <Tabs
        value={tab}
        onValueChange={(next) => window.history.replaceState(null, '', `?tab=${next}`)}
      >
        <TabsList aria-label={admin.sections}>
          {tabs.map((one) => (
            <TabsTrigger key={one} value={one}>
              {admin[one]}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="overview">
          <AdminOverview />
        </TabsContent>
        <TabsContent value="workspaces">
          <LazyPanel>
            <AdminWorkspaces />
          </LazyPanel>
        </TabsContent>
        <TabsContent value="users">
          <LazyPanel>
            <AdminUsers />
          </LazyPanel>
        </TabsContent>
      </Tabs>
    </Page>
  );
}
