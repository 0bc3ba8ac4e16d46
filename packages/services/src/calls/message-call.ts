import type { CountTokensRequest, MessagesRequest } from '@geko/contracts/messages';
import { messageEvent } from '@geko/gateway/messages/message-events';
import { toChatRequest } from '@geko/gateway/messages/to-chat-request';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Deps, Scope } from '../deps.ts';
import { decide } from '../policy/decide.ts';
import { deskIn } from '../policy/desk.ts';
import { routeCall } from './route-call.ts';
import { toCall } from './start-call.ts';

export { messageEvent, toChatRequest };

/** What is counted of a question that is not put: as little of an answer as there is. */
const NO_ANSWER = { max_tokens: 1 } as const satisfies Partial<MessagesRequest>;

/**
 * How many input tokens admission would hold for a request in Anthropic's dialect: our own count, which leaves room for
 * what the provider's tokenizer makes of it. Nobody is called, and nothing is held.
 * @throws AppError the refusals of admission
 */
export async function countMessageTokens(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  asked: CountTokensRequest,
): Promise<number> {
  assertPermitted(scope.caller, 'chat:create');
  const desk = deskIn(scope);
  const message = { ...asked, ...NO_ANSWER };
  const { request } = await routeCall(desk, deps, { request: toChatRequest(message), message });
  const offered = await desk.findModel(request.model);
  const call = toCall(request, offered?.model ?? null);
  return (await decide(desk, deps, call, { holdId: null })).inputTokens;
}
