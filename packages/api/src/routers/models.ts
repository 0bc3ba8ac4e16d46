import { Done } from '@geko/contracts/auth';
import { ModelList, SetModelEnabled } from '@geko/contracts/models';
import { listModels } from '@geko/services/models/list-models';
import { setModelEnabled } from '@geko/services/models/set-model-enabled';
import { permitted, router } from '../trpc.ts';

export const modelsRouter = router({
  list: permitted('workspace:view')
    .output(ModelList)
    .query(({ ctx }) => listModels(ctx.scope, ctx.deps.gateway)),

  setEnabled: permitted('model:configure')
    .input(SetModelEnabled)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setModelEnabled(ctx.scope, input);
      return { ok: true as const };
    }),
});
