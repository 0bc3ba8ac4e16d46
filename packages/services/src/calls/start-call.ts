import type { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import { AppError } from '@geko/contracts/errors';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import { type ImageDetail, maxImageTokens } from '@geko/domain/image-tokens';
import { thinkingField } from '@geko/gateway/messages/to-chat-request';
import { textOfMessage } from '@geko/gateway/prompt-texts';
import { assertPermitted } from '../access/in-workspace.ts';
import { admit, type Metering } from '../chat/admit.ts';
import type { PromptMessage } from '../chat/history.ts';
import type { TurnRef } from '../chat/turn-ref.ts';
import type { Deps, Scope } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import type { Booking } from '../policy/booking.ts';
import type { Call } from '../policy/call-refusal.ts';
import { deskIn, type Desk } from '../policy/desk.ts';
import { releaseHold } from '../policy/release-hold.ts';
import { routeTo, type Route } from './with-fallbacks.ts';

/** A program's call that was admitted, with its hold taken: ready for the gateway. */
export type AdmittedCall = TurnRef &
  Route & {
    userId: string;
    provider: ProviderId;
    upstreamModel: string;
    hold: Hold;
    metering: Metering;
    booking: Booking;
    startedAt: Date;
  };

/** The same of a chat completion. */
export type StartedCall = AdmittedCall & { abilities: CatalogueModel['abilities'] };

/**
 * What a program asks: a completion, and the same as it was asked in Anthropic's dialect; null = it was not. askedFor: what
 * it has named in the place of the request's model (route-call.ts).
 */
export type AskedCall = {
  request: ChatCompletionRequest;
  message: MessagesRequest | null;
  askedFor?: typeof AUTO_MODEL_ID;
};

/**
 * Asks admission for a program's chat completion, which takes the hold.
 * @throws AppError BAD_REQUEST names what the model cannot do or its provider does not know; admission's refusals
 */
export async function startCall(
  desk: Desk,
  deps: Pick<Deps, 'gateway' | 'newId'>,
  asked: AskedCall,
): Promise<StartedCall> {
  return openCall(desk, deps, asked, { turnId: deps.newId(), startedAt: desk.now });
}

/**
 * Holds a running call anew for another model, in place of the hold that it has; null where somebody has settled it.
 * @throws AppError as `startCall` does: then the hold is as it was
 */
export async function switchCall(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  { request, message }: AskedCall,
  { call, modelId }: { call: StartedCall; modelId: string },
): Promise<StartedCall | null> {
  if (!(await releaseHold(scope.tx, call.turnId))) return null;
  const next = await openCall(
    deskIn(scope),
    deps,
    { request: { ...request, model: modelId }, message },
    call,
  );
  return { ...next, ...routeTo(call, next.modelId) };
}

async function openCall(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  asked: AskedCall,
  { turnId, startedAt }: { turnId: string; startedAt: Date },
): Promise<StartedCall> {
  const call = await judgeCall(desk, deps, asked);
  const { model, hold, metering, booking } = await admit(desk, deps, { ...call, turnId });
  const { tenantId, workspaceId, userId } = desk.caller;
  return {
    tenantId,
    workspaceId,
    turnId: booking.hold.id,
    userId,
    modelId: model.id,
    askedFor: asked.askedFor ?? null,
    hops: null,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    abilities: model.abilities,
    hold,
    metering,
    booking,
    startedAt,
  };
}

/**
 * What admission is asked about a chat completion.
 * @throws AppError BAD_REQUEST as startCall does
 */
export async function judgeCall(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  asked: AskedCall,
): Promise<Call> {
  const { request } = asked;
  assertPermitted(desk.caller, 'chat:create');
  const offered = await desk.findModel(request.model);
  if (offered?.model.kind === 'chat') assertAble(offered.model, deps, asked);
  return toCall(request, offered?.model ?? null);
}

/** What admission is asked for a request; without a model its pictures count for nothing. */
export function toCall(request: ChatCompletionRequest, model: CatalogueModel | null): Call {
  const details = model === null ? [] : imagesOf(request).map((detail) => ({ ...model, detail }));
  return {
    modelId: request.model,
    history: historyOf(request),
    units: null,
    whole: {
      extraInputTokens: details.reduce((sum, image) => sum + maxImageTokens(image), 0),
      maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    },
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
export function imagesOf({ messages }: ChatCompletionRequest): ImageDetail[] {
  return messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : (content ?? []).flatMap((part) =>
          part.type === 'image_url' ? [part.image_url.detail ?? ('auto' as const)] : [],
        ),
  );
}

/** @throws AppError BAD_REQUEST names what of it the model cannot do, or its provider does not know */
export function assertAble(
  { name, provider, abilities }: CatalogueModel,
  { gateway }: Pick<Deps, 'gateway'>,
  { request, message }: AskedCall,
): void {
  const refuse = (field: string, message: string) =>
    new AppError('BAD_REQUEST', { field, message });
  if (imagesOf(request).length > 0 && !abilities.vision) {
    throw refuse('messages', `${name} does not look at pictures.`);
  }
  if (request.tools && !abilities.tools) throw refuse('tools', `${name} does not use tools.`);
  const format = request.response_format?.type ?? 'text';
  if (format !== 'text' && !abilities.json) {
    const field = message === null ? 'response_format' : 'output_config.format';
    throw refuse(field, `${name} does not answer in ${format}.`);
  }
  const thinking = message && thinkingField(message);
  if (thinking !== null && !abilities.reasoning) {
    throw refuse(thinking, `${name} does not think before it answers.`);
  }
  const unable = gateway.unableTo(provider, request, message);
  if (unable?.why === 'unknown')
    throw refuse(unable.field, `${name} does not know ${unable.field}.`);
  if (unable) throw refuse(unable.field, `Send pictures to ${name} as data URLs.`);
}
