'use client';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@geko/ui/tabs';
import { useSearchParams } from 'next/navigation';
import { lazy } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { LazyPanel } from '../shell/lazy-panel.tsx';
import { Page } from '../shell/page.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { GeneralSettings } from './general-settings.tsx';

const PlanSettings = lazy(async () => ({
  default: (await import('./plan-settings.tsx')).PlanSettings,
}));
const SessionSettings = lazy(async () => ({
  default: (await import('./session-settings.tsx')).SessionSettings,
}));

const tabs = ['general', 'plan', 'sessions'] as const;

/** The workspace's name, its plan, and my sessions; the tab is in the address. */
export function SettingsPage() {
  const settings = useMessages('settings');
  const { workspace } = useWorkspace();
  const asked = useSearchParams().get('tab');
  const tab = tabs.find((one) => one === asked) ?? 'general';
  return (
    <Page title={settings.title} lead={workspace.name}>
      <Tabs
        value={tab}
        onValueChange={(next) => window.history.replaceState(null, '', `?tab=${next}`)}
      >
        <TabsList aria-label={settings.sections}>
          {tabs.map((one) => (
            <TabsTrigger key={one} value={one}>
              {settings[one]}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="general">
          <GeneralSettings />
        </TabsContent>
        <TabsContent value="plan">
          <LazyPanel>
            <PlanSettings />
          </LazyPanel>
        </TabsContent>
        <TabsContent value="sessions">
          <LazyPanel>
            <SessionSettings />
          </LazyPanel>
        </TabsContent>
      </Tabs>
    </Page>
  );
}
