import { handleResume } from '@geko/api/http/chat-routes';
import { wiring } from '../../../../../../server/wiring.ts';

type Context = { params: Promise<{ turn: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleResume(wiring(), request, (await params).turn);
