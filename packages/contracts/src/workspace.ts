import { z } from 'zod';
import { DisplayName, MyWorkspace } from './auth.ts';
import { Id } from './ids.ts';
import { Permission } from './permissions.ts';

/** The input of every procedure inside a workspace carries its id: a cache key names its tenant. */
export const InWorkspace = z.object({ workspaceId: Id });
export type InWorkspace = z.infer<typeof InWorkspace>;

export const Workspace = MyWorkspace.extend({
  timeZone: z.string(),
  permissions: z.array(Permission),
  createdAt: z.iso.datetime(),
});
export type Workspace = z.infer<typeof Workspace>;

/** A new workspace beside the given one, in the same tenant and owned by the caller. */
export const CreateWorkspace = InWorkspace.extend({ name: DisplayName });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;

export const RenameWorkspace = InWorkspace.extend({ name: DisplayName });
export type RenameWorkspace = z.infer<typeof RenameWorkspace>;
