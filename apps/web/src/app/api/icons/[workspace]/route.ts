import { handleIcon } from '@geko/api/http/icon-route';
import { wiring } from '../../../../server/wiring.ts';

type Context = { params: Promise<{ workspace: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleIcon(wiring(), request, (await params).workspace);
