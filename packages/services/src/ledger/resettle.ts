import type { Funding } from '@geko/contracts/meters';
import type { ReceiptLine } from '@geko/contracts/receipt';
import type { HeldLot } from '@geko/db/schema/money';
import type { TakenLot } from '@geko/domain/choose-option';
import type { LedgerEntry } from '@geko/domain/ledger';
import type { RatedLine } from '@geko/domain/rate-call';
import { chargedOutput, hasGiven, settleCall, type Settlement } from '@geko/domain/settlement';
import { type PriceColumns, priceOf } from './price-columns.ts';

/** The counts and figures of a receipt or of a correction, as they are stored. */
export type FigureColumns = {
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  images: number;
  image_kind: string | null;
  characters: number;
  seconds: number;
  metered_tokens: number;
  overshoot_tokens: number;
  raw_usage: unknown;
  is_estimated: boolean;
  lines: ReceiptLine[];
  cost_nano: string;
  charge_nano: string;
  absorbed_nano: string;
};

/** The hold of a call; null where it is gone. */
export type HoldColumns = {
  held_input: number | null;
  held_output: number | null;
  held_images: number | null;
  held_image_kind: string | null;
  held_characters: number | null;
  held_seconds: number | null;
  held_lots: HeldLot[] | null;
};

/** A receipt with all that it follows from. */
export type CallColumns = FigureColumns &
  HoldColumns &
  PriceColumns & {
    price_version: number;
    markup_bps: number;
    funding: Funding;
    outcome: string;
  };

export function usageOf(figures: FigureColumns) {
  return {
    inputTokens: figures.input_tokens,
    cachedInputTokens: figures.cached_input_tokens,
    cacheWriteTokens: figures.cache_write_tokens,
    outputTokens: figures.output_tokens,
    reasoningTokens: figures.reasoning_tokens,
  };
}

/** What a receipt or a correction counts beside tokens. */
export function unitsOf({ images, image_kind: imageKind, characters, seconds }: FigureColumns) {
  return { images, imageKind, characters, seconds };
}

/**
 * Settles a call again: its stored counts under its own hold, price, markup and funding. null when the hold or the price
 * is gone. figures: the receipt's own, or those of a correction. Throws RangeError where they cannot be settled.
 */
export function resettle(call: CallColumns, figures: FigureColumns): Settlement | null {
  const price = priceOf(call.price_version, call);
  if (price === null || call.held_input === null || call.held_output === null) return null;
  const booked = { usage: usageOf(call), overshootTokens: call.overshoot_tokens };
  return settleCall({
    usage: usageOf(figures),
    units: unitsOf(figures),
    counted: { inputTokens: 0, outputTokens: 0 },
    hold: {
      inputTokens: call.held_input,
      maxOutputTokens: call.held_output,
      units: {
        images: call.held_images ?? 0,
        imageKind: call.held_image_kind,
        characters: call.held_characters ?? 0,
        seconds: call.held_seconds ?? 0,
      },
      lots: (call.held_lots ?? []).map(toTakenLot),
    },
    price,
    markupBps: call.markup_bps,
    funding: call.funding,
    hasStarted: true,
    hasDelivered: hasGiven({
      outcome: call.outcome,
      meteredTokens: call.metered_tokens,
      units: unitsOf(call),
    }),
    deliveredTokens:
      call.outcome === 'failed' ? chargedOutput(booked, { inputTokens: call.held_input }) : null,
  });
}

export function toTakenLot({ lotId, amountNano }: HeldLot): TakenLot {
  return { lotId, amountNano: BigInt(amountNano) };
}

/** Lines as a receipt keeps them. */
export function storedLines(lines: readonly RatedLine[]): ReceiptLine[] {
  return lines.map((line) => {
    const costNano = line.costNano.toString();
    const chargeNano = line.chargeNano.toString();
    if ('unit' in line) {
      const { unit, count, priceIsFor } = line;
      return {
        unit,
        count,
        priceNano: line.priceNano.toString(),
        priceIsFor,
        costNano,
        chargeNano,
      };
    }
    const { tokenClass, tokens } = line;
    const priceNanoPerMillion = line.priceNanoPerMillion.toString();
    return { tokenClass, tokens, priceNanoPerMillion, costNano, chargeNano };
  });
}

/** An entry as the checks read it from the ledger. */
export type StoredEntry = { account: string; lotId: string | null; amount: string };

export function storedEntries(entries: readonly LedgerEntry[]): StoredEntry[] {
  return entries.map(({ account, lotId = null, amountNano }) => {
    return { account, lotId, amount: amountNano.toString() };
  });
}
