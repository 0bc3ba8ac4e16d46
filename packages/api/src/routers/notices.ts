import { Done } from '@geko/contracts/auth';
import { NoticeList, ReadNotices } from '@geko/contracts/notices';
import { listNotices } from '@geko/services/notices/list-notices';
import { readNotices } from '@geko/services/notices/read-notices';
import { permitted, router } from '../trpc.ts';

export const noticesRouter = router({
  list: permitted('workspace:view')
    .output(NoticeList)
    .query(({ ctx }) => listNotices(ctx.scope)),

  read: permitted('workspace:view')
    .input(ReadNotices)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await readNotices(ctx.scope, input);
      return { ok: true as const };
    }),
});
