import { handleUsageExport } from '@geko/api/http/usage-export-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleUsageExport(wiring(), request);
