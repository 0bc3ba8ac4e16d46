import { Done } from '@geko/contracts/auth';
import {
  ChangeMemberRole,
  ListMembers,
  MemberPage,
  MemberPermissions,
  MemberRef,
} from '@geko/contracts/members';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const membersRouter = router({
  list: permitted('member:view')
    .input(ListMembers)
    .output(MemberPage)
    .query(() => unwritten()),

  permissions: permitted('member:role')
    .input(MemberRef)
    .output(MemberPermissions)
    .query(() => unwritten()),

  changeRole: permitted('member:role')
    .input(ChangeMemberRole)
    .output(Done)
    .mutation(() => unwritten()),

  remove: permitted('member:remove')
    .input(MemberRef)
    .output(Done)
    .mutation(() => unwritten()),

  leave: permitted('workspace:view')
    .output(Done)
    .mutation(() => unwritten()),
});
