import { handleTrpc } from '@geko/api/http/trpc-route';
import { wiring } from '../../../../server/wiring.ts';

const handle = (request: Request) => handleTrpc(wiring(), request);

export { handle as GET, handle as POST };
