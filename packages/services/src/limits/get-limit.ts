import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Limit } from '@geko/contracts/limits';
import { limits, tenantLimits } from '@geko/db/schema/limits';
import type { Scope } from '../deps.ts';
import {
  findLimit,
  isCompanyLimit,
  isLimitHere,
  ofCompany,
  type StoredLimit,
} from './limit-rows.ts';
import { limitViews } from './limit-views.ts';

/** One limit as people see it, of the workspace or its company. @throws AppError NOT_FOUND */
export async function getLimit(scope: Scope, id: string): Promise<Limit> {
  const row = await findLimit(scope, id);
  const [view] = row === null ? [] : await limitViews(scope, [row]);
  if (!view) throw new AppError('NOT_FOUND');
  return view;
}

/**
 * A limit of the workspace or its company, which nobody else changes before the transaction ends.
 * @throws AppError NOT_FOUND
 */
export async function lockLimit({ tx, caller }: Scope, id: string): Promise<StoredLimit> {
  const [own] = await tx
    .select()
    .from(limits)
    .where(isLimitHere(caller, eq(limits.id, id)))
    .for('update');
  if (own) return own;
  const [shared] = await tx
    .select()
    .from(tenantLimits)
    .where(isCompanyLimit(caller, eq(tenantLimits.id, id)))
    .for('update');
  if (!shared) throw new AppError('NOT_FOUND');
  return ofCompany(shared);
}
