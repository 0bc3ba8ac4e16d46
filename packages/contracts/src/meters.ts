import { z } from 'zod';

/** What is counted against limits; charge in nano-USD. */
export const Meter = z.enum(['tokens', 'requests', 'charge']);
export type Meter = z.infer<typeof Meter>;

/** Over what limits count; total = from the beginning, without end. */
export const PeriodKind = z.enum(['day', 'week', 'month', 'year', 'total']);
export type PeriodKind = z.infer<typeof PeriodKind>;

/** Tokens of one provider call by class. null = the provider did not say, which is not zero. */
export const TokenUsage = z.object({
  /** Input tokens billed at the full input price: neither read from nor written to a cache. */
  inputTokens: z.number().int().nonnegative().nullable(),
  cachedInputTokens: z.number().int().nonnegative().nullable(),
  cacheWriteTokens: z.number().int().nonnegative().nullable(),
  /** Output tokens without reasoning. */
  outputTokens: z.number().int().nonnegative().nullable(),
  reasoningTokens: z.number().int().nonnegative().nullable(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

/** Token classes in the order of a receipt's lines. */
export const tokenClasses = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
] as const;
export type TokenClass = (typeof tokenClasses)[number];

const Count = z.number().int().nonnegative();

/** What a call makes of images, reads of characters or hears of seconds; whole numbers. */
export const UnitUsage = z.object({
  images: Count,
  /** "<size>/<quality>" of them all, such as "1024x1024/high"; null = no images. */
  imageKind: z.string().nullable(),
  characters: Count,
  seconds: Count,
});
export type UnitUsage = z.infer<typeof UnitUsage>;

/** The same as somebody may ask for it: no more than one call can be of. */
export const AskedUnits = z
  .object({
    images: Count.max(1_000),
    imageKind: z.string().max(100).nullable(),
    characters: Count.max(10_000_000),
    seconds: Count.max(1_000_000),
  })
  .refine(({ images, imageKind }) => images > 0 === (imageKind !== null), {
    path: ['imageKind'],
    message: 'goes with images, and they with it',
  });
export const NO_UNITS: UnitUsage = { images: 0, imageKind: null, characters: 0, seconds: 0 };

/** Where the money for a call comes from. */
export const Funding = z.enum(['local', 'included', 'credits', 'postpaid']);
export type Funding = z.infer<typeof Funding>;
