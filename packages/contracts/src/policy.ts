import { z } from 'zod';
import { ErrorCode, LimitTrace, Remedy } from './errors.ts';
import { Id, ModelId } from './ids.ts';
import { AskedUnits, Funding } from './meters.ts';
import { NanoString } from './money.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/** Asks what admission would say to a message, or to what else a model makes, without sending it. */
export const Explain = InWorkspace.extend({
  modelId: ModelId,
  /** Its history is input as well; one of somebody else reads as a new one. */
  conversationId: Id.nullish(),
  text: Text.max(200_000).default(''),
  /** What is to be made or taken beside tokens, by a model of any kind but chat; absent = a message of a chat. */
  units: AskedUnits.optional(),
});
export type Explain = z.infer<typeof Explain>;

/** The decision, with everything it was made from. */
export const Explanation = z.object({
  /** Whose money; null = denied. */
  funding: Funding.nullable(),
  refusal: z.object({ code: ErrorCode, message: z.string(), remedies: z.array(Remedy) }).nullable(),
  /** The model that would be asked: for "auto" the one that it stands for with this text; null when denied. */
  model: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Every limit that was looked at, tightest first. */
  trace: z.array(LimitTrace),
  inputTokens: z.number().int(),
  /** The longest answer that everything can pay for; null when denied. */
  maxOutputTokens: z.number().int().nullable(),
  /** How long this person's answers by this model were of late. */
  output: z.object({
    p50Tokens: z.number().int(),
    p90Tokens: z.number().int(),
    /** How many answers that is from; 0 = none, and the band is a guess. */
    samples: z.number().int(),
  }),
  /** What it would be charged: its input and units with a median and with a long answer; null where nothing is. */
  charge: z.object({ p50Nano: NanoString, p90Nano: NanoString }).nullable(),
  markupBps: z.number().int(),
  /** Credit that is not held; null where the caller may not know, or none was ever granted. */
  walletNano: NanoString.nullable(),
});
export type Explanation = z.infer<typeof Explanation>;
