import type { z } from 'zod';
import type { SpanQuery } from '@geko/contracts/llm';
import { AppError } from '@geko/contracts/errors';
import { UsageRange } from '@geko/contracts/usage';
import { parseWith } from '../http/read-json.ts';

type Span = { [Key in keyof z.output<typeof SpanQuery>]: string | undefined };

/** The span of days that a query names; null = none. @throws AppError BAD_REQUEST where it is half of one, or two */
export function spanOf({ period, on, from, to }: Span): UsageRange | null {
  const isOwn = from !== undefined || to !== undefined;
  if (!isOwn && period === undefined && on === undefined) return null;
  if (!isOwn) return parseWith(UsageRange, { kind: period ?? 'month', on });
  if (period !== undefined || on !== undefined) {
    const field = period === undefined ? 'on' : 'period';
    throw new AppError('BAD_REQUEST', { field, message: `${field}: goes without from and to.` });
  }
  return parseWith(UsageRange, { kind: 'custom', from, to });
}
