import { handleRest } from '@geko/api/rest/handle-rest';
import { wiring } from '../../../../server/wiring.ts';

const handle = (request: Request) => handleRest(wiring(), request);

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
