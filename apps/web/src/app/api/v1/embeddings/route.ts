import { handleEmbeddings } from '@geko/api/http/v1/embeddings-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleEmbeddings(wiring(), request);
