'use client';
import type { Me, MyWorkspace } from '@geko/contracts/auth';
import type { Permission } from '@geko/contracts/permissions';
import { createContext, use, type ReactNode } from 'react';

type WorkspaceFacts = { me: Me; workspace: MyWorkspace; permissions: readonly Permission[] };

const WorkspaceContext = createContext<WorkspaceFacts | null>(null);

/** Hands the person, the workspace and the role's permissions to the pages of a workspace. */
export function WorkspaceProvider({
  children,
  ...facts
}: WorkspaceFacts & { children: ReactNode }) {
  return <WorkspaceContext value={facts}>{children}</WorkspaceContext>;
}

/**
 * Who is here and what they may do. `can` decides only what is shown; the server decides what happens.
 * Throws outside of `/w/[workspace]`.
 */
export function useWorkspace(): Omit<WorkspaceFacts, 'permissions'> & {
  can: (permission: Permission) => boolean;
} {
  const facts = use(WorkspaceContext);
  if (facts === null) throw new Error('useWorkspace is for pages under /w/[workspace]');
  const { me, workspace, permissions } = facts;
  return { me, workspace, can: (permission) => permissions.includes(permission) };
}
