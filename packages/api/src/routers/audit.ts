import { AuditPage, ListAudit } from '@geko/contracts/audit';
import { listAudit } from '@geko/services/audit/list-audit';
import { permitted, router } from '../trpc.ts';

export const auditRouter = router({
  list: permitted('audit:view')
    .input(ListAudit)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit(ctx.scope, input)),
});
