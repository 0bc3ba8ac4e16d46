import { Done } from '@geko/contracts/auth';
import { LocalModelRef, ServerModels } from '@geko/contracts/local-models';
import { followLocalModels } from '@geko/services/local/follow-local-models';
import { installLocalModel } from '@geko/services/local/install-local-model';
import { listLocalModels } from '@geko/services/local/list-local-models';
import { removeLocalModel } from '@geko/services/local/remove-local-model';
import { cancelLocalInstall, pauseLocalInstall } from '@geko/services/local/stop-local-install';
import { requirePrincipalAgain } from '../context.ts';
import { eventsOf, numbered } from '../event-stream.ts';
import { assertOperator, operatorProcedure, router } from '../trpc.ts';

/** The models that run on this server. What is installed is in the catalogue, where everybody else finds it. */
export const localModelsRouter = router({
  list: operatorProcedure.output(ServerModels).query(({ ctx }) => listLocalModels(ctx.deps)),

  follow: operatorProcedure.output(eventsOf(ServerModels)).subscription(({ ctx, signal }) =>
    numbered(
      followLocalModels(ctx.deps, {
        signal,
        recheck: async () => assertOperator(await requirePrincipalAgain(ctx)),
      }),
    ),
  ),

  install: operatorProcedure
    .input(LocalModelRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await installLocalModel(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  pause: operatorProcedure
    .input(LocalModelRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await pauseLocalInstall(ctx.deps, input);
      return { ok: true as const };
    }),

  cancel: operatorProcedure
    .input(LocalModelRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await cancelLocalInstall(ctx.deps, input);
      return { ok: true as const };
    }),

  remove: operatorProcedure
    .input(LocalModelRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeLocalModel(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});
