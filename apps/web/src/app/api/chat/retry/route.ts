import { handleRetry } from '@geko/api/http/chat-routes';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleRetry(wiring(), request);
