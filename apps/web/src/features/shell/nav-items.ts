import { ChartColumn, Cpu, Settings, ShieldHalf, type LucideIcon } from 'lucide-react';
import type { Messages } from '../../messages/messages.ts';

type NavItem = {
  key: 'models' | 'usage' | 'settings' | 'admin';
  href: string;
  label: string;
  Icon: LucideIcon;
};

/** The pages beside the chat, in the sidebar's order. */
export function navItems(
  workspaceId: string,
  isOperator: boolean,
  shell: Messages['shell'],
): NavItem[] {
  const items: NavItem[] = [
    { key: 'models', href: `/w/${workspaceId}/models`, label: shell.models, Icon: Cpu },
    { key: 'usage', href: `/w/${workspaceId}/usage`, label: shell.usage, Icon: ChartColumn },
    { key: 'settings', href: `/w/${workspaceId}/settings`, label: shell.settings, Icon: Settings },
  ];
  return isOperator
    ? [...items, { key: 'admin', href: '/admin', label: shell.admin, Icon: ShieldHalf }]
    : items;
}
