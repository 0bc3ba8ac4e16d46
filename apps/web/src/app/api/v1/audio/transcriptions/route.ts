import { handleTranscriptions } from '@geko/api/http/v1/transcriptions-route';
import { wiring } from '../../../../../server/wiring.ts';

export const POST = (request: Request) => handleTranscriptions(wiring(), request);
