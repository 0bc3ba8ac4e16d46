import { AuditPage, ListAudit } from '@geko/contracts/audit';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const auditRouter = router({
  list: permitted('audit:view')
    .input(ListAudit)
    .output(AuditPage)
    .query(() => unwritten()),
});
