import { AppError } from '@geko/contracts/errors';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { AskedPrompt } from '@geko/domain/judge-prompt';
import { maxImageTokens } from '@geko/domain/image-tokens';
import { textOfMessage } from '@geko/gateway/prompt-texts';
import type { Deps } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import { routeCallTo } from '../models/route-model.ts';
import type { Desk } from '../policy/desk.ts';
import { asIfBrought } from './brought-pictures.ts';
import { assertAble, imagesOf, toCall, type AskedCall } from './start-call.ts';

/**
 * A program's request for `auto` as one for the model that it goes to; any other as it is.
 */
export async function routeCall(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  asked: AskedCall,
): Promise<AskedCall> {
  const { request } = asked;
  const { modelId, askedFor } = await routeCallTo(desk, deps, request.model, () => {
    const { history } = toCall(request, null);
    const brought = asIfBrought(asked);
    const pictures = imagesOf(request);
    return {
      prompt: promptOf(request, history),
      history,
      extraInput: (model) =>
        pictures.reduce((sum, detail) => sum + maxImageTokens({ ...model, detail }), 0),
      isAble: (model) => isAble(model, deps, brought),
    };
  });
  return askedFor === null
    ? asked
    : { ...asked, request: { ...request, model: modelId }, askedFor };
}

function promptOf(
  request: ChatCompletionRequest,
  history: readonly { text: string }[],
): AskedPrompt {
  const { messages, tools, response_format: format } = request;
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return {
    questions: messages.filter(({ role }) => role === 'user').map(textOfMessage),
    messagesBefore: Math.max(0, last),
    inputChars: history.reduce((sum, { text }) => sum + text.length, 0),
    pictures: imagesOf(request).length,
    tools: tools?.length ?? 0,
    hasSchema: format?.type === 'json_schema',
    effort: efforts[request.reasoning_effort ?? 'medium'],
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
  };
}

type Effort = NonNullable<ChatCompletionRequest['reasoning_effort']>;

const efforts: Record<Effort, AskedPrompt['effort']> = {
  none: 'little',
  minimal: 'little',
  low: 'little',
  medium: null,
  high: 'much',
  xhigh: 'much',
};

/** Whether nothing of it would be refused because of the model; whoever is told an effort must be one that thinks. */
function isAble(model: CatalogueModel, deps: Pick<Deps, 'gateway'>, asked: AskedCall): boolean {
  if (asked.request.reasoning_effort != null && !model.abilities.reasoning) return false;
  try {
    assertAble(model, deps, asked);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
