import { z } from 'zod';
import { Picture, Proof } from './account.ts';
import { DisplayName, MyWorkspace } from './auth.ts';
import { Id } from './ids.ts';

/** The input of every procedure inside a workspace carries its id: a cache key names its tenant. */
export const InWorkspace = z.object({ workspaceId: Id });
export type InWorkspace = z.infer<typeof InWorkspace>;

export const Workspace = MyWorkspace.extend({
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
});
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceList = z.object({ workspaces: z.array(Workspace) });

/** A new workspace beside the given one, in the same tenant and owned by the caller. */
export const CreateWorkspace = InWorkspace.extend({ name: DisplayName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const RenameWorkspace = InWorkspace.extend({ name: DisplayName });
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;

export const SetWorkspaceIcon = InWorkspace.extend({ image: Picture });
export type SetWorkspaceIcon = z.infer<typeof SetWorkspaceIcon>;

/** Out of sight at once, deleted for good after 30 days; until then an owner can bring it back. */
export const RemoveWorkspace = InWorkspace.extend(Proof.shape);
export type RemoveWorkspace = z.infer<typeof RemoveWorkspace>;

/** A workspace that I could bring back. */
export const RemovedWorkspace = z.object({
  id: z.string(),
  name: z.string(),
  tenantName: z.string(),
  deletedAt: z.iso.datetime(),
  purgeAfter: z.iso.datetime(),
});
export type RemovedWorkspace = z.infer<typeof RemovedWorkspace>;

/** Somebody who belongs to no workspace begins a company of their own. */
export const CreateTenant = z.object({ tenantName: DisplayName });
export type CreateTenant = z.infer<typeof CreateTenant>;
