import { handleMessages } from '@geko/api/http/v1/messages-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleMessages(wiring(), request);
