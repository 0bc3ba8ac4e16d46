import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { AppError } from '@geko/contracts/errors';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import { type ImageDetail, maxImageTokens } from '@geko/domain/image-tokens';
import { textOfMessage } from '@geko/gateway/prompt-texts';
import { assertPermitted } from '../access/in-workspace.ts';
import { admit, type Metering } from '../chat/admit.ts';
import type { PromptMessage } from '../chat/history.ts';
import type { TurnRef } from '../chat/turn-ref.ts';
import type { Deps, Scope } from '../deps.ts';
import { findModel, type CatalogueModel } from '../models/catalogue.ts';

/** A program's call that was admitted, with its hold taken: ready for the gateway. */
export type StartedCall = TurnRef & {
  userId: string;
  modelId: string;
  /** As in the receipt. */
  askedFor: string | null;
  hops: string[] | null;
  provider: ProviderId;
  upstreamModel: string;
  abilities: CatalogueModel['abilities'];
  hold: Hold;
  metering: Metering;
  startedAt: Date;
};

/**
 * Asks admission for a program's chat completion, which takes the hold, in the scope's transaction.
 * @throws AppError BAD_REQUEST names what the model cannot do or its provider does not know; admission's refusals
 */
export async function startCall(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  request: ChatCompletionRequest,
): Promise<StartedCall> {
  const { tx, caller, now } = scope;
  assertPermitted(caller, 'chat:create');
  const offered = await findModel(tx, { ...caller, now, modelId: request.model });
  if (offered?.model.kind === 'chat') assertAble(offered.model, deps, request);
  const details = imagesOf(request);
  const turnId = scope.newId();
  const { model, hold, metering } = await admit(scope, deps, {
    turnId,
    modelId: request.model,
    history: historyOf(request),
    units: null,
    whole: {
      extraInputTokens: offered
        ? details.reduce((sum, detail) => sum + maxImageTokens({ ...offered.model, detail }), 0)
        : 0,
      maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    },
  });
  const { tenantId, workspaceId, userId } = caller;
  return {
    tenantId,
    workspaceId,
    turnId,
    userId,
    modelId: model.id,
    askedFor: null,
    hops: null,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    abilities: model.abilities,
    hold,
    metering,
    startedAt: now,
  };
}

/** What its input tokens are counted of: the messages, then what else the model reads. */
function historyOf({
  messages,
  tools,
  response_format: format,
}: ChatCompletionRequest): PromptMessage[] {
  const said = messages.map((message) => ({
    role: message.role === 'assistant' ? ('assistant' as const) : ('user' as const),
    text: textOfMessage(message),
  }));
  const read = [tools, format?.type === 'json_schema' ? format.json_schema : undefined];
  const more = read.flatMap((value) =>
    value === undefined ? [] : [{ role: 'system' as const, text: JSON.stringify(value) }],
  );
  return [...said, ...more];
}

/** The detail that each picture is looked at in. */
function imagesOf({ messages }: ChatCompletionRequest): ImageDetail[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : (content ?? []).flatMap((part) =>
          part.type === 'image_url' ? [part.image_url.detail ?? ('auto' as const)] : [],
        ),
  );
}

function assertAble(
  { name, provider, abilities }: CatalogueModel,
  { gateway }: Pick<Deps, 'gateway'>,
  request: ChatCompletionRequest,
): void {
  const refuse = (field: string, message: string) =>
    new AppError('BAD_REQUEST', { field, message });
  if (imagesOf(request).length > 0 && !abilities.vision) {
    throw refuse('messages', `${name} does not look at pictures.`);
  }
  if (request.tools && !abilities.tools) throw refuse('tools', `${name} does not use tools.`);
  const format = request.response_format?.type ?? 'text';
  if (format !== 'text' && !abilities.json) {
    throw refuse('response_format', `${name} does not answer in ${format}.`);
  }
  const unable = gateway.unableTo(provider, request);
  if (unable?.why === 'unknown')
    throw refuse(unable.field, `${name} does not know ${unable.field}.`);
  if (unable) throw refuse(unable.field, `Send pictures to ${name} as data URLs.`);
}
