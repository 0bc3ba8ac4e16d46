import { z } from 'zod';
import { Done, MyWorkspace } from '@geko/contracts/auth';
import { CreateWorkspace, RenameWorkspace, Workspace } from '@geko/contracts/workspace';
import { createWorkspace } from '@geko/services/workspace/create-workspace';
import { getWorkspace } from '@geko/services/workspace/get-workspace';
import { listWorkspaces } from '@geko/services/workspace/list-workspaces';
import { renameWorkspace } from '@geko/services/workspace/rename-workspace';
import { switchWorkspace } from '@geko/services/workspace/switch-workspace';
import { permitted, router, signedInProcedure } from '../trpc.ts';

export const workspaceRouter = router({
  list: signedInProcedure
    .output(z.array(MyWorkspace))
    .query(({ ctx }) => listWorkspaces(ctx.deps.db, { userId: ctx.me.userId })),

  get: permitted('workspace:view')
    .output(Workspace)
    .query(({ ctx }) => getWorkspace(ctx.scope)),

  create: permitted('workspace:config')
    .input(CreateWorkspace)
    .output(Workspace)
    .mutation(({ ctx, input }) => createWorkspace(ctx.scope, input)),

  rename: permitted('workspace:config')
    .input(RenameWorkspace)
    .output(Workspace)
    .mutation(({ ctx, input }) => renameWorkspace(ctx.scope, input)),

  switch: permitted('workspace:view')
    .output(Done)
    .mutation(async ({ ctx }) => {
      await switchWorkspace(ctx.scope);
      return { ok: true as const };
    }),
});
