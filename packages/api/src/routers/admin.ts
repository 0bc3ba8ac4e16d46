import {
  AdminOverview,
  AdminPage,
  AdminUsers,
  AdminWorkspaces,
  Mailbox,
  SetWorkspacePlan,
} from '@geko/contracts/admin';
import { Done } from '@geko/contracts/auth';
import { getAdminOverview } from '@geko/services/admin/get-overview';
import { AdminTraffic } from '@geko/contracts/traffic';
import { watchAllTraffic } from '@geko/services/live/watch-traffic';
import { listMailbox } from '@geko/services/admin/list-mailbox';
import { listUsers } from '@geko/services/admin/list-users';
import { listAllWorkspaces } from '@geko/services/admin/list-workspaces';
import { setWorkspacePlan } from '@geko/services/admin/set-workspace-plan';
import { eventsOf, numbered } from '../event-stream.ts';
import { assertOperator, operatorProcedure, router } from '../trpc.ts';
import { requirePrincipalAgain } from '../context.ts';

export const adminRouter = router({
  overview: operatorProcedure.output(AdminOverview).query(({ ctx }) => getAdminOverview(ctx.deps)),

  workspaces: operatorProcedure
    .input(AdminPage)
    .output(AdminWorkspaces)
    .query(({ ctx, input }) => listAllWorkspaces(ctx.deps, input)),

  users: operatorProcedure
    .input(AdminPage)
    .output(AdminUsers)
    .query(({ ctx, input }) => listUsers(ctx.deps, input)),

  mailbox: operatorProcedure
    .input(AdminPage)
    .output(Mailbox)
    .query(({ ctx, input }) => listMailbox(ctx.deps, input)),

  traffic: operatorProcedure.output(eventsOf(AdminTraffic)).subscription(({ ctx, signal }) =>
    numbered(
      watchAllTraffic(ctx.deps, {
        userId: ctx.me.userId,
        signal,
        recheck: async () => assertOperator(await requirePrincipalAgain(ctx)),
      }),
    ),
  ),

  setPlan: operatorProcedure
    .input(SetWorkspacePlan)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setWorkspacePlan(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});
