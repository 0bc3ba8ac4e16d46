import { handleAuditExport } from '@geko/api/http/audit-export-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleAuditExport(wiring(), request);
