import { z } from 'zod';
import { Done } from '@geko/contracts/auth';
import { CreateRole, RemoveRole, Role, UpdateRole } from '@geko/contracts/roles';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const rolesRouter = router({
  list: permitted('member:view')
    .output(z.array(Role))
    .query(() => unwritten()),

  create: permitted('role:manage')
    .input(CreateRole)
    .output(Role)
    .mutation(() => unwritten()),

  update: permitted('role:manage')
    .input(UpdateRole)
    .output(Role)
    .mutation(() => unwritten()),

  remove: permitted('role:manage')
    .input(RemoveRole)
    .output(Done)
    .mutation(() => unwritten()),
});
