import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Limit } from '@geko/contracts/limits';
import { limits } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { findLimits, isLimitHere } from './limit-rows.ts';
import { limitViews } from './limit-views.ts';

/** One limit as people see it. @throws AppError NOT_FOUND */
export async function getLimit(scope: Scope, id: string): Promise<Limit> {
  const [view] = await limitViews(scope, await findLimits(scope, eq(limits.id, id)));
  if (!view) throw new AppError('NOT_FOUND');
  return view;
}

/** A limit's row, which nobody else changes before the transaction ends. @throws AppError NOT_FOUND */
export async function lockLimit(
  { tx, caller }: Scope,
  id: string,
): Promise<typeof limits.$inferSelect> {
  const [row] = await tx
    .select()
    .from(limits)
    .where(isLimitHere(caller, eq(limits.id, id)))
    .for('update');
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}
