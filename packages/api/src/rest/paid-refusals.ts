import type { ErrorCode } from '@geko/contracts/errors';

/** Refusals of whatever costs money. */
export const paidRefusals: readonly ErrorCode[] = [
  'MODEL_UNKNOWN',
  'MODEL_LOCKED',
  'MODEL_DISABLED',
  'CREDITS_EXHAUSTED',
  'BUDGET_EXCEEDED',
  'LICENCE_USED_UP',
  'QUOTA_EXCEEDED',
  'PROVIDER_FAILED',
  'PROVIDER_UNAVAILABLE',
];
