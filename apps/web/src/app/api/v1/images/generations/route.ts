import { handleImages } from '@geko/api/http/v1/images-route';
import { wiring } from '../../../../../server/wiring.ts';

export const POST = (request: Request) => handleImages(wiring(), request);
