import { handleChatCompletions } from '@geko/api/http/v1/chat-completions-route';
import { wiring } from '../../../../../server/wiring.ts';

export const POST = (request: Request) => handleChatCompletions(wiring(), request);
