import { usdDecimal } from '@geko/contracts/usd';
import type { Scope } from '../deps.ts';
import type { Keyset } from '../keyset.ts';
import {
  findReceipts,
  keyOfReceipt,
  type FoundReceipt,
  type ReceiptFilter,
} from './find-receipts.ts';
import type { ExportedPage, ExportedRow } from './read-pages.ts';

const RECEIPTS_A_PAGE = 1_000;

/** The columns of exported receipts. Money in exact decimal dollars, the time in UTC. */
export const receiptFields = [
  'time',
  'receipt_id',
  'member_id',
  'member_name',
  'model_id',
  'model_name',
  'provider',
  'outcome',
  'funding',
  'api_key_id',
  'api_key_name',
  'price_version',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
  'images',
  'image_kind',
  'characters',
  'seconds',
  'cost_usd',
  'markup_bps',
  'charge_usd',
  'absorbed_usd',
  'is_estimated',
  'is_corrected',
  'overshoot_tokens',
  'time_to_first_token_ms',
  'duration_ms',
] as const;

/** A page of receipts for a sheet, newest first. */
export async function readReceipts(
  scope: Scope,
  filter: ReceiptFilter,
  after: Keyset | null,
): Promise<ExportedPage<Keyset>> {
  const found = await findReceipts(scope, filter, { after, most: RECEIPTS_A_PAGE });
  const end = found.length < RECEIPTS_A_PAGE ? undefined : found.at(-1);
  return { rows: found.map(rowOf), last: end ? keyOfReceipt(end) : null };
}

function rowOf({ usage, receipt, userName, keyName }: FoundReceipt): ExportedRow {
  const row: Record<(typeof receiptFields)[number], string | number | boolean | null> = {
    time: receipt.at,
    receipt_id: receipt.turnId,
    member_id: usage.userId,
    member_name: userName,
    model_id: receipt.modelId,
    model_name: receipt.modelName,
    provider: receipt.provider,
    outcome: receipt.outcome,
    funding: receipt.funding,
    api_key_id: usage.apiKeyId,
    api_key_name: keyName,
    price_version: receipt.priceVersion,
    input_tokens: receipt.usage.inputTokens,
    cached_input_tokens: receipt.usage.cachedInputTokens,
    cache_write_tokens: receipt.usage.cacheWriteTokens,
    output_tokens: receipt.usage.outputTokens,
    reasoning_tokens: receipt.usage.reasoningTokens,
    total_tokens: receipt.totalTokens,
    images: receipt.units.images,
    image_kind: receipt.units.imageKind,
    characters: receipt.units.characters,
    seconds: receipt.units.seconds,
    cost_usd: usdDecimal(BigInt(receipt.costNano)),
    markup_bps: receipt.markupBps,
    charge_usd: usdDecimal(BigInt(receipt.chargeNano)),
    absorbed_usd: usdDecimal(BigInt(receipt.absorbedNano)),
    is_estimated: receipt.isEstimated,
    is_corrected: receipt.isCorrected,
    overshoot_tokens: receipt.overshootTokens,
    time_to_first_token_ms: receipt.timeToFirstTokenMs,
    duration_ms: receipt.durationMs,
  };
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, String(value ?? '')]),
  );
}
