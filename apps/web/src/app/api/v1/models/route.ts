import { handleModels } from '@geko/api/http/v1/models-route';
import { wiring } from '../../../../server/wiring.ts';

export const GET = (request: Request) => handleModels(wiring(), request);
