import { Explain, Explanation } from '@geko/contracts/policy';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const policyRouter = router({
  explain: permitted('workspace:view')
    .input(Explain)
    .output(Explanation)
    .query(() => unwritten()),
});
