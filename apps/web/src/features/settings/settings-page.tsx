'use client';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@geko/ui/tabs';
import { useSearchParams } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { Page } from '../shell/page.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { PlanSettings } from './plan-settings.tsx';
import { SessionSettings } from './session-settings.tsx';

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
          <PlanSettings />
        </TabsContent>
        <TabsContent value="sessions">
          <SessionSettings />
        </TabsContent>
      </Tabs>
    </Page>
  );
}
