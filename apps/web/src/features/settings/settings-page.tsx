'use client';
import type { Permission } from '@geko/contracts/permissions';
import { useSearchParams } from 'next/navigation';
import { lazy, type ComponentType } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { LazyPanel } from '../shell/lazy-panel.tsx';
import { Page } from '../shell/page.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

const tabs = [
  'general',
  'members',
  'roles',
  'keys',
  'licences',
  'audit',
  'plan',
  'limits',
  'wallet',
  'invoices',
  'devices',
] as const;
type Tab = (typeof tabs)[number];

const permissionOf: Record<Tab, Permission> = {
  general: 'workspace:view',
  members: 'member:view',
  roles: 'member:view',
  keys: 'apikey:own',
  licences: 'apikey:manage',
  audit: 'audit:view',
  plan: 'workspace:view',
  limits: 'budget:manage',
  wallet: 'billing:view',
  invoices: 'billing:view',
  devices: 'workspace:view',
};

const panels: Record<Tab, ComponentType> = {
  general: lazy(async () => ({
    default: (await import('./general-settings.tsx')).GeneralSettings,
  })),
  members: lazy(async () => ({
    default: (await import('../members/members-panel.tsx')).MembersPanel,
  })),
  roles: lazy(async () => ({ default: (await import('../roles/roles-panel.tsx')).RolesPanel })),
  keys: lazy(async () => ({
    default: (await import('../api-keys/api-keys-panel.tsx')).ApiKeysPanel,
  })),
  licences: lazy(async () => ({
    default: (await import('../licences/licences-panel.tsx')).LicencesPanel,
  })),
  audit: lazy(async () => ({ default: (await import('../audit/audit-panel.tsx')).AuditPanel })),
  plan: lazy(async () => ({ default: (await import('../plans/plan-settings.tsx')).PlanSettings })),
  limits: lazy(async () => ({
    default: (await import('../limits/limits-panel.tsx')).LimitsPanel,
  })),
  wallet: lazy(async () => ({
    default: (await import('../wallet/wallet-panel.tsx')).WalletPanel,
  })),
  invoices: lazy(async () => ({
    default: (await import('../invoices/invoices-panel.tsx')).InvoicesPanel,
  })),
  devices: lazy(async () => ({
    default: (await import('../devices/devices-panel.tsx')).DevicesPanel,
  })),
};

/** The workspace's settings; the tab is in the address, and only those are there that this person may see. */
export function SettingsPage() {
  const settings = useMessages('settings');
  const { workspace, can } = useWorkspace();
  const asked = useSearchParams().get('tab');
  const mine = tabs.filter((one) => can(permissionOf[one]));
  const tab = mine.find((one) => one === asked) ?? 'general';
  const Panel = panels[tab];
  return (
    <Page title={settings.title} lead={workspace.name}>
      <SettingsTabs
        label={settings.sections}
        tabs={mine.map((value) => ({ value, label: settings[value] }))}
        value={tab}
        onChange={(next) => window.history.replaceState(null, '', `?tab=${next}`)}
      >
        <LazyPanel key={tab}>
          <Panel />
        </LazyPanel>
      </SettingsTabs>
    </Page>
  );
}
