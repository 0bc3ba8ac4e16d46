import type { LimitList } from '@geko/contracts/limits';
import type { Scope } from '../deps.ts';
import { findCompanyLimits, findLimits } from './limit-rows.ts';
import { limitViews } from './limit-views.ts';

/** Every limit that people have set: the company's, then the workspace's, the oldest first. */
export async function listLimits(scope: Scope): Promise<LimitList> {
  const rows = [...(await findCompanyLimits(scope)), ...(await findLimits(scope))];
  return { limits: await limitViews(scope, rows) };
}
