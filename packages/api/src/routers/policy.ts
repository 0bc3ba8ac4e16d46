import { Explain, Explanation } from '@geko/contracts/policy';
import { explain } from '@geko/services/policy/explain';
import { permitted, router } from '../trpc.ts';

export const policyRouter = router({
  explain: permitted('workspace:view')
    .input(Explain)
    .output(Explanation)
    .query(({ ctx, input }) => explain(ctx.scope, ctx.deps, input)),
});
