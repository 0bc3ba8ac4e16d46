import { handleModel } from '@geko/api/http/v1/models-route';
import { wiring } from '../../../../../server/wiring.ts';

type Context = { params: Promise<{ model: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleModel(wiring(), request, (await params).model);
