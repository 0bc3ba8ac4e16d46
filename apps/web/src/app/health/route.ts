import { handleHealth } from '@geko/api/http/health-route';
import { wiring } from '../../server/wiring.ts';

export const dynamic = 'force-dynamic';

export const GET = () => handleHealth(wiring());
