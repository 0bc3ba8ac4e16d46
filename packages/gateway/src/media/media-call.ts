import type { MediaRequest } from '@geko/contracts/media';
import type { UnitUsage } from '@geko/contracts/meters';
import type { ProviderId } from '@geko/contracts/models';
import type { Hold } from '@geko/domain/hold';
import type { UnitCounts } from '@geko/domain/unit-pricing';
import type { GenerationEnd } from '../generation.ts';

/** A program's call of a model that does not chat, in OpenAI's dialect. */
export type MediaCall = {
  /** Without one no provider is called. */
  hold: Hold;
  /** What it is held for beside tokens. */
  units: UnitUsage;
  /** What is counted as its output where the provider tells nothing. */
  likelyOutputTokens: number;
  provider: ProviderId;
  /** The provider's own name of the model. */
  upstreamModel: string;
  request: MediaRequest;
  /** Aborted = stopped by us. */
  signal: AbortSignal;
  /** The longest silence allowed: before the answer, or its next piece. */
  idleTimeoutMs: number;
};

/** How it ended. A call that failed has given nothing: half a sound, or half a list, is none. */
export type MediaEnd = GenerationEnd & {
  units: UnitCounts | null;
  /** The whole answer as the program is given it; null of one that was told in pieces, and of none. */
  answer: { text: string; type: string } | null;
  /** The event that closes a stream of events, which is told after the settlement; null = there is none. */
  closing: string | null;
};

/** Whether tokens are counted of it at all. */
export function countsTokens({ hold }: Pick<MediaCall, 'hold'>): boolean {
  return hold.inputTokens + hold.maxOutputTokens > 0;
}
