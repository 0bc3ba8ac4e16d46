import { Done } from '@geko/contracts/auth';
import { NoticeList, ReadNotices } from '@geko/contracts/notices';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const noticesRouter = router({
  list: permitted('workspace:view')
    .output(NoticeList)
    .query(() => unwritten()),

  read: permitted('workspace:view')
    .input(ReadNotices)
    .output(Done)
    .mutation(() => unwritten()),
});
