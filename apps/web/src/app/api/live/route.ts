import { handleLive } from '@geko/api/http/live-route';
import { wiring } from '../../../server/wiring.ts';

export const GET = (request: Request) => handleLive(wiring(), request);
