import { z } from 'zod';
import { Done } from '@geko/contracts/auth';
import { CreateRole, RemoveRole, Role, UpdateRole } from '@geko/contracts/roles';
import { createRole } from '@geko/services/roles/create-role';
import { listRoles } from '@geko/services/roles/list-roles';
import { removeRole } from '@geko/services/roles/remove-role';
import { updateRole } from '@geko/services/roles/update-role';
import { permitted, router } from '../trpc.ts';

export const rolesRouter = router({
  list: permitted('member:view')
    .output(z.array(Role))
    .query(({ ctx }) => listRoles(ctx.scope)),

  create: permitted('role:manage')
    .input(CreateRole)
    .output(Role)
    .mutation(({ ctx, input }) => createRole(ctx.scope, input)),

  update: permitted('role:manage')
    .input(UpdateRole)
    .output(Role)
    .mutation(({ ctx, input }) => updateRole(ctx.scope, input)),

  remove: permitted('role:manage')
    .input(RemoveRole)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeRole(ctx.scope, input);
      return { ok: true as const };
    }),
});
