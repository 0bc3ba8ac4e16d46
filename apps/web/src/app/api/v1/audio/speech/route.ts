import { handleSpeech } from '@geko/api/http/v1/speech-route';
import { wiring } from '../../../../../server/wiring.ts';

export const POST = (request: Request) => handleSpeech(wiring(), request);
