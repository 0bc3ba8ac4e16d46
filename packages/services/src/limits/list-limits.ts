import type { LimitList } from '@geko/contracts/limits';
import type { Scope } from '../deps.ts';
import { findLimits } from './limit-rows.ts';
import { limitViews } from './limit-views.ts';

/** Every limit that people of the workspace have set, the oldest first. */
export async function listLimits(scope: Scope): Promise<LimitList> {
  return { limits: await limitViews(scope, await findLimits(scope)) };
}
