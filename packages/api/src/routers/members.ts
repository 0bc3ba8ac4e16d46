import { Done } from '@geko/contracts/auth';
import {
  ChangeMemberRole,
  ListMembers,
  MemberPage,
  MemberPermissions,
  MemberRef,
} from '@geko/contracts/members';
import { changeMemberRole } from '@geko/services/members/change-member-role';
import { getMemberPermissions } from '@geko/services/members/get-member-permissions';
import { listMembers } from '@geko/services/members/list-members';
import { leaveWorkspace, removeMember } from '@geko/services/members/remove-member';
import { permitted, router, workspaceProcedure } from '../trpc.ts';

const DONE = { ok: true } as const;

export const membersRouter = router({
  list: permitted('member:view')
    .input(ListMembers)
    .output(MemberPage)
    .query(({ ctx, input }) => listMembers(ctx.scope, input)),

  permissions: permitted('member:role')
    .input(MemberRef)
    .output(MemberPermissions)
    .query(({ ctx, input }) => getMemberPermissions(ctx.scope, input)),

  changeRole: permitted('member:role')
    .input(ChangeMemberRole)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await changeMemberRole(ctx.scope, input);
      return DONE;
    }),

  remove: permitted('member:remove')
    .input(MemberRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeMember(ctx.scope, input);
      return DONE;
    }),

  // Whatever the role: nobody is kept.
  leave: workspaceProcedure.output(Done).mutation(async ({ ctx }) => {
    await leaveWorkspace(ctx.scope);
    return DONE;
  }),
});
