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

/** Where the money for a call comes from. */
export const Funding = z.enum(['local', 'included', 'credits', 'postpaid']);
export type Funding = z.infer<typeof Funding>;
