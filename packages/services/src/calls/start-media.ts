import { embeddedInputs } from '@geko/contracts/embeddings';
import { AppError } from '@geko/contracts/errors';
import { mediaRules, type MediaRequest } from '@geko/contracts/media';
import { NO_UNITS } from '@geko/contracts/meters';
import { countEmbeddingTokens } from '@geko/domain/embedding-tokens';
import { mediaNeeds, type MediaNeeds } from '@geko/domain/media-needs';
import { FREE_PRICE } from '@geko/domain/pricing';
import { unableToMake } from '@geko/gateway/media/media-table';
import { assertPermitted } from '../access/in-workspace.ts';
import { admit } from '../chat/admit.ts';
import type { Deps } from '../deps.ts';
import type { OfferedModel } from '../models/catalogue.ts';
import type { Desk } from '../policy/desk.ts';
import type { AdmittedCall } from './start-call.ts';

/** A program's call of a model that does not chat, admitted, with its hold taken: ready for the gateway. */
export type StartedMedia = AdmittedCall &
  Pick<MediaNeeds, 'units' | 'likelyOutputTokens'> & { request: MediaRequest };

/** Tokens of all inputs of one request together, as at OpenAI. */
const MOST_EMBEDDED_TOKENS = 300_000;
/** Of a model that is not there: admission says so. */
const NOTHING: MediaNeeds = {
  units: NO_UNITS,
  inputTokens: 0,
  maxOutputTokens: 0,
  likelyOutputTokens: 0,
};

/**
 * Asks admission for what a program wants made, which takes the hold on all that it may use, at the desk.
 *
 * @throws AppError BAD_REQUEST names what the model cannot do or its provider does not know; CONTEXT_TOO_LONG;
 * admission's refusals
 */
export async function startMedia(
  desk: Desk,
  deps: Pick<Deps, 'gateway' | 'newId'>,
  request: MediaRequest,
): Promise<StartedMedia> {
  const { caller, now } = desk;
  const { permission, inputField } = mediaRules[request.kind];
  assertPermitted(caller, permission);
  const offered = await desk.findModel(request.body.model);
  const needs = offered === null ? NOTHING : needsOf(request, offered);
  const { units, likelyOutputTokens } = needs;
  const turnId = deps.newId();
  const { model, hold, metering, booking } = await admit(desk, deps, {
    turnId,
    modelId: request.body.model,
    history: [],
    units,
    whole: {
      extraInputTokens: needs.inputTokens,
      maxOutputTokens: needs.maxOutputTokens,
      isIndivisible: true,
    },
  }).catch((error: unknown) => {
    throw withFieldOf(error, inputField);
  });
  const { tenantId, workspaceId, userId } = caller;
  return {
    tenantId,
    workspaceId,
    turnId: booking.hold.id,
    userId,
    modelId: model.id,
    askedFor: null,
    hops: null,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    hold,
    metering,
    booking,
    startedAt: now,
    request,
    units,
    likelyOutputTokens,
  };
}

/** What it may use at most. Throws for what the model does not make, or not like that. */
function needsOf(request: MediaRequest, { model, price }: OfferedModel): MediaNeeds {
  const { name, provider, kind } = model;
  const refuse = (field: string, message: string) =>
    new AppError('BAD_REQUEST', { field, message });
  if (kind !== request.kind) {
    throw refuse('model', `${name} makes no ${mediaRules[request.kind].makes}.`);
  }
  assertReadable(request, model);
  const needs = mediaNeeds(request, { ...model, price: price ?? FREE_PRICE });
  const isByTokens = needs.inputTokens > 0;
  const unable = unableToMake({ provider, request }, { name, isByTokens });
  if (unable !== null) throw refuse(unable.field, unable.message);
  return needs;
}

/** Each input is within what the model reads, and they are not too much together. */
function assertReadable(
  request: MediaRequest,
  { name, provider, contextTokens }: OfferedModel['model'],
): void {
  if (request.kind !== 'embedding') return;
  const tooLong = (most: number, has: number, what: string) =>
    new AppError('CONTEXT_TOO_LONG', {
      field: 'input',
      message: `${name} reads at most ${most.toLocaleString('en')} tokens ${what}; this has about ${has.toLocaleString('en')}.`,
    });
  let all = 0;
  for (const input of embeddedInputs(request.body)) {
    const tokens = countEmbeddingTokens(input, provider);
    all += tokens;
    if (contextTokens > 0 && tokens > contextTokens)
      throw tooLong(contextTokens, tokens, 'of one input');
    if (all > MOST_EMBEDDED_TOKENS) throw tooLong(MOST_EMBEDDED_TOKENS, all, 'in one request');
  }
}

/** What admission says of units, said of the field that they came from. */
function withFieldOf(error: unknown, inputField: string): unknown {
  const field = error instanceof AppError ? error.details.field : undefined;
  if (!(error instanceof AppError) || !field?.startsWith('units.')) return error;
  return new AppError(error.code, {
    message: error.message,
    field: field === 'units.imageKind' ? 'size' : inputField,
  });
}
