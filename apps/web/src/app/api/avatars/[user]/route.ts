import { handleAvatar } from '@geko/api/http/avatar-route';
import { wiring } from '../../../../server/wiring.ts';

type Context = { params: Promise<{ user: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleAvatar(wiring(), request, (await params).user);
